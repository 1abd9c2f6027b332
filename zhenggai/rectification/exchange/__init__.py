"""The ledger as a workbook that goes out and comes back: how it reads on paper, how a sheet is understood, and what
would change. Everything here is pure but `reading`, which looks into the tables; actions alone write."""
