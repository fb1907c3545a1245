"""Every office that whole generated files are kept of."""

from collections.abc import Callable, Mapping

from appliance.core.config import Config
from tests.machines.car_dealer import car_dealer
from tests.machines.clinic import clinic
from tests.machines.company import company
from tests.machines.hotel import hotel
from tests.machines.law_firm import law_firm
from tests.machines.offices import shop, virtual

OFFICES: Mapping[str, Callable[[], Config]] = {
    "shop": shop,
    "clinic": clinic,
    "law-firm": law_firm,
    "hotel": hotel,
    "car-dealer": car_dealer,
    "company": lambda: company(1000),
    "virtual": virtual,
}
