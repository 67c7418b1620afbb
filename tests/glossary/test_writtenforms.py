"""The forms of terms are had by the numbers of these."""

from glossary.liveindex import LiveIndex
from glossary.model import FormOrigin
from glossary.store import Store
from glossary.writtenforms import WrittenForm, find_written_forms
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import GLOSSARY


def test_forms_come_with_their_keys_and_origins(make_location: MakeLocation) -> None:
    """In the order of the term; a number that is not there, and a term without forms, are left out."""
    with Store.create(make_location()) as store:
        store.write_glossary(GLOSSARY)
        [terms] = LiveIndex(store, tuple).get().parts
        numbers = {term.keys[0]: term.number for term in terms}
        found = find_written_forms(store, [numbers["most zwodzony"], numbers["zwodzony most"], 99_999])
        assert find_written_forms(store, []) == {}
    assert found == {
        numbers["most zwodzony"]: [
            WrittenForm("mosty zwodzone", "mosty zwodzone", FormOrigin.SEEN),
            WrittenForm("mostem zwodzonym", "mostem zwodzonym", FormOrigin.GENERATED),
        ]
    }
