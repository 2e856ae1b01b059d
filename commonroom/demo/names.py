"""Invented names: places, streets, saints, people. Made up for the demonstration; no real school or person is meant."""

from __future__ import annotations

import random

RIVERMEAD_WARDS = (
    "Osier Bank", "Tannery Quay", "Lock End", "Millrace", "Withy Green",
    "St Brannock", "Harbinger Hill", "Coldharbour Reach", "Ferry Common", "Fairlawn",
)  # fmt: skip

RIVERMEAD_PRIMARIES = """
Osier Bank: Osier Bank Primary School; Oakfield Primary School; Bellfounders Primary School; Velvet Mill Primary School; Ironbridge Walk Academy; Alder Wharf Primary School; Tannery Fields Primary School; Coldbrook Primary School; Kingcup Primary School
Tannery Quay: Gaslight Primary School; Dovecote Primary School; Barley Mow Academy; Cornmarket Academy; Jackdaw Junior School; Jackdaw Infant School; Cooperage Primary School; Plane Tree Primary School; Holy Rood Catholic Primary School; Watermead Primary School; Upper Weir Primary School; Fairlawn Rise Primary School; Goosander Primary School
Lock End: Newbridge Row Junior School; Sallow Lane Primary School; Flaxfield Primary School; Yew Court Primary School; Sluice Road Primary School; Bridge End Primary School; Mulberry Reach Infant School; Teasel Road Primary School
Withy Green: Ashlar Primary School; Withy Green Primary Academy; Kestrel Lock Primary School; Marsh Orchard Primary School; St Brannock’s Church of England Primary School; St Frideswide’s Catholic Primary School; Saddlers Yard Primary School; St Aldhelm’s Catholic Primary School; Lantern Street Primary School
Coldharbour Reach: Netherfield Row Primary Academy; Limekiln Primary School; Juniper Rise Primary School; Vinegar Hill Primary School; Timberyard Primary School
St Brannock: Eelpie Lane Primary School; Isis Lane Infant School; Meadowsweet Primary School; Orchard Reach Primary School; Elmstead Row Primary School; St Petroc’s Catholic Primary School; Drovers Primary School; Larkrise Junior School; Millrace Academy; Wherry Street Primary School
Harbinger Hill: Pennywort Primary School; Hartshorn Primary School; Underhill Primary School; Reedmace Primary School; Towpath Primary School
Millrace: St Swithun’s Row Church of England Primary School; Maltings Primary Academy; Harbinger Hill Primary School; Foundry Lane Primary School; Rushey Lane Academy; Paddock Rise Primary School; Honeysuckle Junior School
Ferry Common: Quayside Primary School; Lockkeepers Primary School; St Osyth’s Church of England Primary School; All Hallows by the Lock Church of England Primary School; Nightingale Fold Primary School; Our Lady of the Weir Catholic Primary School; Greyfield Primary School; Chandlers Row Primary School; St Wulfric’s Church of England Primary School; Heron Park Primary School
Fairlawn: Kiln Road Infant School; Yarrow Academy; Old Ferry Academy; Amber Lane Primary Academy; Quillfeather Primary School
"""  # noqa: E501

RIVERMEAD_SECONDARIES = (
    ("Lock End", "Rivermead Academy"), ("Withy Green", "St Petroc’s Catholic High School"),
    ("Millrace", "Withy Green School"), ("Withy Green", "Weir Park Academy"), ("Lock End", "The Cooperage Academy"),
    ("Ferry Common", "Fairlawn Park School"), ("St Brannock", "Lock End School"),
    ("Withy Green", "Harbinger High School"), ("Ferry Common", "Bridgewater Row School"),
    ("Harbinger Hill", "Millrace Technical College"), ("Lock End", "Ferry Common School"),
    ("Ferry Common", "Tannery Quay Academy"), ("Fairlawn", "Coldharbour Girls’ School"),
)  # fmt: skip

FIRST_PARTS = (
    "Alder", "Amber", "Apple", "Ash", "Barley", "Barrow", "Beacon", "Birch", "Black", "Bramble", "Brook", "Buck",
    "Cald", "Cherry", "Clay", "Copper", "Cran", "Crow", "Dray", "Dun", "Elder", "Elm", "Fallow", "Fern", "Flax",
    "Fox", "Glad", "Gorse", "Grims", "Hare", "Hart", "Haw", "Hazel", "Heron", "Hollin", "Honey", "Kestrel", "King",
    "Lark", "Linden", "Long", "Mallow", "Maple", "Marl", "Merry", "Mill", "Moor", "Nether", "North", "Oat", "Old",
    "Orchard", "Otter", "Over", "Pear", "Pen", "Plum", "Quarry", "Raven", "Reed", "Rook", "Rose", "Rush", "Sand",
    "Sedge", "Shep", "Silver", "Sorrel", "Spring", "Stan", "Stone", "Swan", "Tansy", "Teasel", "Thorn", "Thrush",
    "Up", "Vine", "Wagtail", "Walnut", "Water", "Wether", "Whin", "Whit", "Willow", "Wood", "Wren", "Yarrow", "Yew",
)  # fmt: skip
LAST_PARTS = (
    "acre", "bourne", "bridge", "brook", "bury", "combe", "cote", "croft", "dale", "den", "field", "fold", "ford",
    "gate", "ham", "hay", "hill", "holt", "hurst", "ley", "mead", "mere", "minster", "ridge", "stead", "stoke",
    "thorpe", "ton", "wick", "well", "worth",
)  # fmt: skip
STREETS = (
    "Church Lane", "School Lane", "Mill Road", "Orchard Way", "High Street", "Station Road", "The Green", "Park Road",
    "Chapel Street", "Quarry Hill", "Back Lane", "Manor Road", "Brook Street", "Long Acre", "Weavers Close",
    "Tollgate Road", "Cooper Street", "Meadow View", "Beech Avenue", "Wharf Street", "Bakehouse Lane", "Albion Street",
    "Foundry Lane", "Coopers Yard", "Well Street", "Vicarage Road", "Ropers Walk", "Nursery Lane", "Linden Avenue",
)  # fmt: skip
SAINTS = (
    "St Alkmund’s", "St Brannock’s", "St Cuthburga’s", "St Frideswide’s", "St Osyth’s", "St Wulfric’s", "St Aldhelm’s",
    "St Petroc’s", "St Swithun’s", "St Mildred’s", "St Neot’s", "St Kyneburgha’s", "St Sampson’s", "St Eanswythe’s",
    "Holy Rood", "All Hallows", "Our Lady of the Well", "Blessed Walter’s", "Corpus Domini", "St Nectan’s",
)  # fmt: skip
FIRST_NAMES = (
    "Abena", "Adele", "Aisha", "Alasdair", "Anjali", "Annis", "Bethan", "Blessing", "Callum", "Carys", "Cecily",
    "Clement", "Daria", "Declan", "Delphine", "Edmund", "Efua", "Elspeth", "Esther", "Fergus", "Fiona", "Gareth",
    "Gwen", "Hamza", "Harriet", "Hugo", "Ifeoma", "Imogen", "Ines", "Jocelyn", "Joss", "Kamala", "Kieran", "Leonie",
    "Lionel", "Lowri", "Maeve", "Malachi", "Marguerite", "Mehmet", "Nadia", "Nerys", "Olwen", "Orla", "Padma",
    "Percival", "Quentin", "Rafiq", "Rhona", "Rosalind", "Rowan", "Saoirse", "Seun", "Sunita", "Tabitha", "Tamsin",
    "Una", "Verity", "Wilfred", "Yusuf", "Zara", "Zofia",
)  # fmt: skip
LAST_NAMES = (
    "Achterberg", "Aldous", "Appiah", "Ashdown", "Balewa", "Bancroft", "Bellweather", "Birtwhistle", "Brackenbury",
    "Cardew", "Chaudhary", "Coverdale", "Cranmere", "Dangerfield", "Delacourt", "Dempster", "Eastlake", "Egerton",
    "Fairweather", "Farthing", "Fenwright", "Gathercole", "Greenhalgh", "Hallowes", "Harbottle", "Hathersage",
    "Ibekwe", "Inchbald", "Jessop", "Kirkbride", "Kowalczyk", "Lambton", "Larkspur", "Lovelace", "Maddern",
    "Marchbanks", "Mistry", "Netherby", "Nightingale", "Oduya", "Okonjo", "Pargeter", "Penhallow", "Pickersgill",
    "Quillfeather", "Rackstraw", "Rainsford", "Ravenscroft", "Saltmarsh", "Sethi", "Shackleton-Rowe", "Silverwood",
    "Tarrant", "Thistlewood", "Umeh", "Vasquez-Holt", "Wainscott", "Whitlow", "Winterbourne", "Yardley-Okafor",
)  # fmt: skip
TITLES = ("Mrs", "Ms", "Mr", "Miss", "Dr")
TRUST_WORDS = (
    "Lantern", "Keystone", "Three Rivers", "Open Door", "Compass Rose", "Harvest", "Bridgewater", "Long Meadow",
    "Wayfarer", "Millstone", "Oak and Acorn", "Kindling", "Lodestar", "Tideway", "Hearth", "Common Thread",
    "Skylark", "Cornerstone Vale", "Plough", "Trellis", "Anchor and Sail", "Windrush Hill", "Ember", "Foundry",
)  # fmt: skip


class Places:
    """Village and street names, each place name given out once for an authority."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        pairs = [f + last for f in FIRST_PARTS for last in LAST_PARTS if f[-1] != last[0]]
        rng.shuffle(pairs)
        self._pairs = iter(pairs)

    def place(self) -> str:
        """A village or quarter that has not been named yet."""
        return next(self._pairs)

    def street(self) -> str:
        """A street, with its number."""
        return f"{self._rng.choice(STREETS)}"

    def person(self) -> tuple[str, str, str]:
        """Title, first name and last name of somebody who does not exist."""
        return self._rng.choice(TITLES), self._rng.choice(FIRST_NAMES), self._rng.choice(LAST_NAMES)
