"""Colours as every mail program reads them."""

import re

from mailer.mjml.elements import did_you_mean

# CSS Color Module Level 4, section 6.1; the two words at the end are MJML's too.
NAMES = """
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid
mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream
mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown
royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow
springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen
inherit transparent
"""
NAMED = frozenset(NAMES.split())
HEX = re.compile(r"#[0-9a-f]{6}")
SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
BYTE = r"\s*(?:25[0-5]|2[0-4]\d|1?\d?\d)\s*"
RGB = re.compile(rf"rgb\({BYTE},{BYTE},{BYTE}\)|rgba\({BYTE},{BYTE},{BYTE},\s*(?:0|1|0?\.\d+|1\.0+)\s*\)")
ALLOWED = "Write #rrggbb, rgb(), rgba() or a named colour of CSS."


def is_colour(value: str) -> bool:
    value = value.lower()
    return value in NAMED or any(form.fullmatch(value) for form in (HEX, SHORT_HEX, RGB))


def in_six_digits(value: str) -> str:
    """#fed as #ffeedd; nothing for what isn't three digits."""
    found = SHORT_HEX.fullmatch(value.lower())
    return "#" + "".join(digit * 2 for digit in found.groups()) if found else ""


def colour_hint(value: str) -> str:
    return f"{did_you_mean(value, NAMED)} {ALLOWED}".lstrip()
