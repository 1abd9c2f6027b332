"""Assessing how well a round was rectified: score templates as data, loaded strictly; scores and grades by the template alone."""
