"""Invented people, places and numbers, as they stand in hospitals' objects."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_FAMILY = (
    "Grünwald", "Özdemir", "Müller-Lüdenscheidt", "O'Brien", "Nakamura", "Kowalska", "d'Alembert", "Østergård",
    "Fernández", "Papadopoulos", "Vandenberghe", "Achterberg", "Whitfield", "Ramanathan", "Szczepański", "Thorvaldsen",
)  # fmt: skip
WORDS = ("Stone", "Hand", "Green", "Brown", "Long", "Cross")  # names that are words of findings, too
_GIVEN = (
    "Petra", "Mehmet", "Hans-Jürgen", "Siobhan", "Haruki", "Agnieszka", "Jean-Luc", "Søren", "Lucía", "Eleni", "Wout",
    "Griet", "Harold", "Priya",
)  # fmt: skip
_STREETS = ("Lindenallee", "Hafenstraße", "Mill Road", "Elm Street", "Rue des Lilas", "Kirchplatz")
_TOWNS = ("Wolfenbüttel", "Gießen", "Springfield", "Ghent", "Aarhus", "Coimbra", "Łódź", "Thessaloniki")
_HOSPITALS = ("St. Marien Hospital", "Mercy General Hospital", "Klinikum am Deister", "Hôpital des Tilleuls")


@dataclass(frozen=True, slots=True)
class Person:
    """A patient and everybody and everything around them; ``staff``: physician, technologist, a third doctor."""

    family: str
    given: str
    number: str
    birth: date
    sex: str
    hospital: str
    address: str
    phone: str
    accession: str
    staff: tuple[str, str, str]
    seen: date

    @property
    def name(self) -> str:
        """As DICOM writes it."""
        return f"{self.family}^{self.given}"


def person(random: Random, number: int) -> Person:
    """Somebody; the same random numbers give the same person."""
    staff = random.sample(_FAMILY, 4)
    town = random.choice(_TOWNS)
    return Person(
        family=staff[0],
        given=random.choice(_GIVEN),
        number=f"MRN{random.randrange(10**6, 10**7)}{number:02d}",
        birth=date(1925, 1, 1) + timedelta(days=random.randrange(30000)),
        sex=random.choice("MFO"),
        hospital=f"{random.choice(_HOSPITALS)} {town}",
        address=f"{random.choice(_STREETS)} {random.randrange(1, 200)}, {random.randrange(10000, 99999)} {town}",
        phone=f"+49 {random.randrange(100, 999)} {random.randrange(10**5, 10**6)}",
        accession=f"A{random.randrange(10**8, 10**9)}",
        staff=(staff[1], staff[2], staff[3] if number % 3 else random.choice(WORDS)),
        seen=date(2015, 1, 1) + timedelta(days=random.randrange(3000)),
    )
