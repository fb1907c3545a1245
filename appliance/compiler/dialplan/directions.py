"""From what people dial to a direction: numbers are brought into one form, then told apart.

Whatever leads out ends in `outside.to_direction`: `NUM` holds the number, `KIND` what it is, and the
call goes on at the direction's own context, which decides rights and takes a line.
"""

from appliance.compiler.dialplan.outside import to_direction

__all__ = ["to_direction"]
