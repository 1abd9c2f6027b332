"""`python -m zhenggai.archive.picture FILE OUT SIDE`: a picture written anew, no side longer than SIDE, without anything
but its pixels; what it said of itself is printed as JSON. Runs alone, within limits (security.md F05, F06)."""

from __future__ import annotations

import json
import resource
import sys
import warnings

from PIL import ExifTags, Image, ImageOps

MOST_PIXELS = 50_000_000
_MEMORY, _SECONDS = 1 << 30, 20


def main(source: str, target: str, side: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(source, formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        told = {"width": picture.width, "height": picture.height, "taken": _taken(picture)}
        plain = ImageOps.exif_transpose(picture).convert("RGB")
        plain.thumbnail((side, side))
        # A new picture of the same pixels: nothing else of the file comes along.
        fresh = Image.new("RGB", plain.size)
        fresh.paste(plain)
        fresh.save(target, "JPEG", quality=84)
    print(json.dumps(told))


def _taken(picture: Image.Image) -> str | None:
    """The day the camera wrote down, as 2021-08-12; None where it wrote none."""
    exif = picture.getexif()
    moment = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    words = str(moment or "")[:10].replace(":", "-")
    return words if len(words) == 10 and words[:4].isdecimal() else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
