"""The simulated box, which waits a few seconds for a yes instead of minutes."""

from appliance.flows import waiting
from appliance.simulate.__main__ import main

waiting.CONFIRM_MOVED = 20.0

if __name__ == "__main__":
    main()
