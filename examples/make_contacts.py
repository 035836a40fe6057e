"""Make the example contact lists: the same files from the same seed, every time.

    python examples/make_contacts.py [FOLDER]

People, orders and numbers are invented, for the sandbox only: Indonesian numbers have 00 after the
operator's prefix, those of other countries come from a block for fiction where there is one.
"""

import csv
import random
import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

SEED = 20_261_123
ROWS = 2_400
HEADERS = ["Nama", "No. WhatsApp", "Setuju", "No Pesanan", "Kota"]


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Siti Budi Dewi Agus Rina Joko Putri Andi Nur Hendra Sri Bambang Wati Dian Eko Fitri Gilang "
    "Hesti Indra Kartika Lukman Maya Nanda Oki Ratna Surya Teguh Umi Vina Wahyu Yuli Zainal "
    "Ayu Bagus Citra Dimas Endang Fajar Gita Hadi Intan Jihan Komang Made Wayan Ketut Ahmad "
    "Muhammad Nurul Aisyah Rizki Rahma Yohanes Maria Samuel Ester Togar Butet Asep Ujang Neneng"
)
_LAST = _words(
    "Santoso Wijaya Lestari Pratama Saputra Rahayu Hidayat Kusuma Wibowo Permata Nugroho Utami "
    "Setiawan Handayani Gunawan Maharani Siregar Simanjuntak Nasution Lubis Tanjung Sihombing "
    "Suryani Firmansyah Anggraini Ramadhan Puspita Hakim Mulyani Purnama Wulandari Syahputra "
    "Kurniawan Susanti Halim Tan Wahid Zulkarnain Pangestu Sudarsono Dharma Pertiwi"
)
_ODD_NAMES = (
    "dr. Ratna Sari, Sp.A",
    "H. Ahmad Fauzi, S.E., M.M.",
    'Budi "Boy" Santoso',
    "Nur'aini Hasanah",
    "Rina 🌸 Amelia",
    "Toko Berkah Jaya 🛒",
    "Bu Tuti (RT 05)",
    "Ma'ruf O'Brien",
    "Yanti ❤️ Olshop",
    "CV. Sumber Rejeki, Tbk",
    "Ibu  Sri   Wahyuni",
    'Warung "Mbak Yem"',
    "=Promo=",
    "@dapur.mamah",
    "Keluarga Tan\n(Bpk. Halim)",
    "José Ramírez",
    "林 美玲",
    "",
)
_CITIES = _words(
    "Jakarta Bandung Surabaya Semarang Yogyakarta Medan Makassar Denpasar Palembang Malang Bogor "
    "Depok Tangerang Bekasi Solo Padang Pekanbaru Balikpapan Banjarmasin Manado Pontianak Mataram "
    "Kupang Jayapura Ambon Cirebon Tasikmalaya Jember Kediri Lampung"
)
_PREFIXES = _words(
    "811 812 813 821 822 823 852 853 851 814 815 816 855 856 857 858 817 818 819 859 877 878 "
    "895 896 897 898 899 881 882 888 831 832 833 838"
)
_YES = ["Ya"] * 12 + ["ya", "YA", "Y", "Setuju", "setuju", "1", "Iya", "✓", "yes", "Bersedia"]
_NO = ["Tidak", "tidak", "N", "Tdk", "0", "TIDAK SETUJU", "STOP", "belum", "no"]
_LANDLINES = (
    "(021) 555 {}",
    "021-555-{}",
    "(022) 755{}",
    "031 599 {}",
    "+62 21 555 {}",
    "0274-55{}",
)
_NOT_NUMBERS = ("belum ada", "menyusul", "DM IG @dapur.mamah", "lihat catatan", "??", "email saja")
_BLANK = ("", "", "", "-", " ", "n/a")

Row = list[str]


class Maker:
    """Draws rows from one seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._order = 10_400
        self._odd_names = cycle(_ODD_NAMES)
        self._used: list[str] = []

    def row(self, phone: str) -> Row:
        """A row of a person with that phone cell."""
        chance = self._chance
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        if chance.random() < 0.03:
            name = next(self._odd_names)
        elif chance.random() < 0.08:
            name = chance.choice([name.upper(), name.lower(), f"{name} ", f"Bpk. {name}"])
        self._order += chance.randint(1, 9)
        order = f"INV-{self._order}" if chance.random() > 0.02 else ""
        return [name, phone, self._consent(), order, chance.choice(_CITIES)]

    def _consent(self) -> str:
        drawn = self._chance.random()
        if drawn < 0.028:
            return self._chance.choice(_NO)
        return "" if drawn < 0.12 else self._chance.choice(_YES)

    def mobile(self) -> str:
        """A new Indonesian mobile number in one of the spellings of real lists."""
        national = self.national()
        self._used.append(national)
        return self.spelled(national)

    def national(self) -> str:
        """Digits after +62: an operator's prefix, then 00 and chance."""
        rest = self._chance.choice([6, 6, 6, 5])
        number = f"{self._chance.choice(_PREFIXES)}00{self._chance.randrange(10**rest):0{rest}d}"
        return number if number not in self._used else self.national()

    def spelled(self, national: str) -> str:
        """One of the spellings of a number, the usual ones more often."""
        a, b, c = national[:3], national[3:7], national[7:]
        usual = [f"0{national}"] * 5 + [f"62{national}"] * 2 + [f"+62{national}"] * 2
        return self._chance.choice(
            [
                *usual,
                f"0{a}-{b}-{c}",
                f"0{a} {b} {c}",
                f"+62 {a}-{b}-{c}",
                f"+62 {a} {b} {c}",
                f"0{a}.{b}.{c}",
                f"WA: 0{a}{b}{c}",
                f"wa 0{a}-{b}-{c}",
                f"(0{a}) {b}{c}",
                f"62 {a} {b} {c}",
                f"+62 (0){a} {b} {c}",
                f" 0{national} ",
                f"'0{national}",
                f"wa.me/62{national}",
                f"{national}",
                f"+62\N{NO-BREAK SPACE}{a}\N{NO-BREAK SPACE}{b}{c}",
            ]
        )

    def duplicate(self) -> str:
        """A number that was drawn before, perhaps spelled otherwise."""
        return self.spelled(self._chance.choice(self._used))

    def two_numbers(self) -> str:
        """A cell with two numbers in it."""
        return f"0{self.national()} / 0{self.national()}"

    def foreign(self) -> str:
        """A mobile number of another country, with its country code."""
        n = self._chance.randrange
        return self._chance.choice(
            [
                f"+65 9000 {n(10_000):04d}",
                f"+60 12-000 {n(10_000):04d}",
                f"6012000{n(10_000):04d}",
                f"+1 (201) 555-01{n(100):02d}",
                f"+61 491 570 {self._chance.choice(['006', '156', '157', '158', '159', '110'])}",
                f"+55 11 90000-{n(10_000):04d}",
                f"+52 1 55 5000 {n(10_000):04d}",
                f"+44 7400 000{n(1000):03d}",
                f"+971 50 000 {n(10_000):04d}",
                f"+852 5123 {n(10_000):04d}",
            ]
        )

    def unusable(self) -> str:
        """A phone cell that cannot be used."""
        chance = self._chance
        makers: list[Callable[[], str]] = [
            lambda: chance.choice(_LANDLINES).format(f"{chance.randrange(10_000):04d}"),
            lambda: chance.choice(_LANDLINES).format(f"{chance.randrange(10_000):04d}"),
            lambda: f"6.28{chance.randrange(1000):03d}E+1{chance.choice('12')}",
            lambda: f"6,28{chance.randrange(1000):03d}E+11",
            lambda: f"0{self.national()[: chance.randint(4, 7)]}",
            lambda: f"0{self.national()}{chance.randrange(10**5):05d}",
            lambda: chance.choice(_BLANK),
            lambda: chance.choice(_BLANK),
            lambda: chance.choice(_NOT_NUMBERS),
            lambda: f"0{chance.choice(['841', '861', '800'])}00{chance.randrange(10**5):05d}",
        ]
        return chance.choice(makers)()


def contacts() -> list[Row]:
    """The rows of contacts.csv."""
    chance, maker = random.Random(SEED), Maker(SEED)
    kinds = [maker.mobile, maker.foreign, maker.two_numbers, maker.duplicate, maker.unusable]
    shares = [87.0, 2.5, 0.5, 2.5, 7.0]
    first = [maker.row(maker.mobile()) for _ in range(5)]
    drawn = chance.choices(kinds, shares, k=ROWS - len(first))
    return first + [maker.row(phone()) for phone in drawn]


def few_contacts() -> list[Row]:
    """The rows of contacts-semicolon.csv: English headers, no order column."""
    maker = Maker(SEED + 1)
    phones = [maker.mobile() for _ in range(34)]
    phones += [maker.foreign(), maker.duplicate(), maker.foreign()]
    phones += ["(021) 555 0101", "6,28123E+11", ""]
    english = {"": "", **dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")}
    return [
        [name, phone, english[consent]]
        for name, phone, consent, *_ in (maker.row(phone) for phone in phones)
    ]


def write(path: Path, headers: Sequence[str], rows: Sequence[Row], delimiter: str) -> None:
    """Write a list as UTF-8 with the line ends of most spreadsheets."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Write both example lists into a folder."""
    write(folder / "contacts.csv", HEADERS, contacts(), ",")
    write(folder / "contacts-semicolon.csv", ["Name", "Phone", "Opt-in"], few_contacts(), ";")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
