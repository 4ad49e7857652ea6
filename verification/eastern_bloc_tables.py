"""What the builder of the Eastern bloc scenario knows that no file of numbers says.

Regions were assigned by hand from general knowledge of the administrative maps; figures marked
recalled were written down from memory and not looked up. Both are said in the tables.
"""

from __future__ import annotations

COUNTRIES = (
    "Hungary",
    "East Germany",
    "Poland",
    "USSR",
    "Czechoslovakia",
    "Bulgaria",
    "Romania",
    "Yugoslavia",
    "Albania",
)

GEONAMES_COUNTRIES = {
    "Hungary": ("HU",),
    "East Germany": ("DE",),
    "Poland": ("PL",),
    "USSR": ("RU", "GE", "LT", "KZ", "UA", "BY"),
    "Czechoslovakia": ("CZ", "SK"),
    "Bulgaria": ("BG",),
    "Romania": ("RO",),
    "Yugoslavia": ("RS", "HR", "BA", "SI", "MK", "ME", "XK"),
    "Albania": ("AL",),
}

COUNTIES = {
    "01": "Bács-Kiskun",
    "02": "Baranya",
    "03": "Békés",
    "04": "Borsod-Abaúj-Zemplén",
    "05": "Budapest",
    "06": "Csongrád",
    "08": "Fejér",
    "09": "Győr-Sopron",
    "10": "Hajdú-Bihar",
    "11": "Heves",
    "12": "Komárom",
    "14": "Nógrád",
    "16": "Pest",
    "17": "Somogy",
    "18": "Szabolcs-Szatmár",
    "20": "Szolnok",
    "21": "Tolna",
    "22": "Vas",
    "23": "Veszprém",
    "24": "Zala",
}
"""First-level divisions of GeoNames; the counties of 1950-1989 have nearly the same borders."""

COUNTY_OF_CITY = {
    "Debrecen (city)": "Hajdú-Bihar",
    "Miskolc (city)": "Borsod-Abaúj-Zemplén",
    "Pécs (city)": "Baranya",
    "Szeged (city)": "Csongrád",
}

COMMUNES_1949 = {
    "Baranya": 333,
    "Bács-Kiskun": 96,
    "Békés": 67,
    "Borsod-Abaúj-Zemplén": 365,
    "Csongrád": 60,
    "Fejér": 101,
    "Győr-Sopron": 182,
    "Hajdú-Bihar": 80,
    "Heves": 116,
    "Komárom": 75,
    "Nógrád": 138,
    "Pest": 174,
    "Somogy": 252,
    "Szabolcs-Szatmár": 227,
    "Szolnok": 68,
    "Tolna": 108,
    "Vas": 230,
    "Veszprém": 261,
    "Zala": 262,
}
COMMUNES_1949_SOURCE = (
    "1949 census vol. 12 p.79, table 12 (communes and towns by size class and county; totals as "
    "printed, for Szolnok, Tolna, Vas, Veszprém and Zala the sum of the classes), "
    "https://library.hungaricana.hu/hu/view/NEDA_1949_12/?pg=79"
)

BEZIRKE = {
    "Rostock": (
        "Barth,Binz,Glowe,Greifswald,Rostock,Rubenow,Semlow,Stralsund,Warnemünde,Wismar,Wolgast"
    ),
    "Schwerin": "Boizenburg,Grabow,Güstrow,Ludwigslust,Schwerin,Wittenberge",
    "Neubrandenburg": "Groß Dölln,Gören,Luckow,Neubrandenburg,Strasburg,Teterow,Torgelow",
    "Potsdam": (
        "Belzig,Brandenburg an der Havel,Dabendorf,Hennigsdorf,Königs Wusterhausen,Luckenwalde,"
        "Ludwigsfelde,Niemegk,Oranienburg,Potsdam-Babelsberg,Premnitz,Rathenow,Teltow,Wünsdorf,"
        "Zehdenick"
    ),
    "Frankfurt (Oder)": (
        "Eberswalde,Eggersdorf,Finow,Fürstenberg,Fürstenwalde,Hennickendorf,Herzfelde,Rüdersdorf,"
        "Stalinstadt,Strausberg,Werbellinsee"
    ),
    "Cottbus": (
        "Cottbus,Finsterwalde,Forst,Gröden,Hirschfeld,Jessen,Lauchhammer,Lübbenau,Merzdorf,"
        "Schraden,Weißwasser"
    ),
    "Magdeburg": "Gommern,Lückstedt,Magdeburg,Salzwedel,Stendal,Trabitz,Wernigerode",
    "Halle": (
        "Bitterfeld,Eisleben,Halle,Halle-Ammendorf,Köthen,Leuna,Merseburg,Quedlinburg,Schkopau,"
        "Sennewitz,Weißenfels,Wolfen"
    ),
    "Erfurt": (
        "Apolda,Bad Tennstedt,Dingelstädt,Eckolstedt,Erfurt,Gotha,Mühlhausen,Nordhausen,"
        "Rudisleben,Sömmerda,Weimar"
    ),
    "Gera": "Camburg,Eisenberg,Gera,Jena,Ronneburg,Weida,Wünschendorf",
    "Suhl": "Hellingen,Schmalkalden,Steinbach-Hallenberg",
    "Leipzig": (
        "Bad Düben,Delitzsch,Eilenburg,Espenhain,Groitzsch,Leipzig,Leipzig-Liebertwolkwitz,"
        "Roßwein,Schkeuditz,Schmölln"
    ),
    "Karl-Marx-Stadt": (
        "Crimmitschau,Fraureuth,Freiberg,Johanngeorgenstadt,Karl-Marx-Stadt,Penig,Plaue,Plauen,"
        "Tannenberg,Werdau"
    ),
    "Dresden": (
        "Bautzen,Bischofswerda,Dippoldiswalde,Dresden,Freital,Großenhain,Görlitz,Heidenau,Kamenz,"
        "Löbau,Meißen,Niesky,Pirna,Riesa,Sebnitz,Sörnewitz,Zittau"
    ),
    "Berlin (East)": "East Berlin",
}

VOIVODESHIPS = {
    "Warszawa (city)": "Warsaw",
    "Łódź (city)": "Łódź",
    "białostockie": "Białystok",
    "bydgoskie": "Bydgoszcz,Toruń",
    "gdańskie": "Gdańsk",
    "katowickie (stalinogrodzkie)": "Częstochowa,Stalinogród",
    "krakowskie": "Kraków",
    "lubelskie": "Lublin",
    "łódzkie": "Łask",
    "poznańskie (with Poznań city)": (
        "Czempiń,Luboń,Mosina,Mrowino,Poznań,Puszczykowo,Rokietnica,Swarzędz,Środa Wielkopolska"
    ),
    "szczecińskie": "Szczecin",
    "wrocławskie (with Wrocław city)": "Legnica,Wrocław",
}

SEATS = {
    "Suhl": "Suhl",
    "Frankfurt (Oder)": "Frankfurt (Oder)",
    "Halle": "Halle (Saale)",
    "Karl-Marx-Stadt": "Chemnitz",
    "białostockie": "Białystok",
    "bydgoskie": "Bydgoszcz",
    "gdańskie": "Gdańsk",
    "katowickie (stalinogrodzkie)": "Katowice",
    "kieleckie": "Kielce",
    "koszalińskie": "Koszalin",
    "krakowskie": "Kraków",
    "lubelskie": "Lublin",
    "łódzkie": "Łódź",
    "olsztyńskie": "Olsztyn",
    "opolskie": "Opole",
    "poznańskie (with Poznań city)": "Poznań",
    "rzeszowskie": "Rzeszów",
    "szczecińskie": "Szczecin",
    "warszawskie": "Warsaw",
    "wrocławskie (with Wrocław city)": "Wrocław",
    "zielonogórskie": "Zielona Góra",
}
"""Seats that do not bear the name of their region; a remainder is drawn at its seat."""

CZECHOSLOVAK_SHARES = {"Bohemia": 0.439, "Moravia and Silesia": 0.257, "Slovakia": 0.304}
CZECHOSLOVAK_SOURCE = (
    "shares of 1961, National Intelligence Survey 18 Czechoslovakia, The Society, 1973, "
    "https://en.wikisource.org/wiki/Page:NATIONAL_INTELLIGENCE_SURVEY_18;_CZECHOSLOVAKIA;_"
    "THE_SOCIETY_CIA-RDP01-00707R000200110015-7.pdf/13"
)
CZECHOSLOVAK_REGIONS = {
    "Bohemia": "Plzeň,Prague,Vimperk",
    "Moravia and Silesia": "Bohumín,Brno,Kopřivnice,Lískovec,Ostrava,Svitavy",
    "Slovakia": "Bratislava,Komárno,Košice,Lučenec",
}

CAMPS = {
    "Norilsk": ("Gorlag (Norilsk)", "P191", 77_000),
    "Vorkuta": ("Rechlag (Vorkuta)", "P190", 55_000),
    "Kengir": ("Steplag (Kengir)", "P192", 10_000),
}
"""Town: camp system, row with its prisoners, free inhabitants (recalled, unchecked)."""

ALIASES = {
    "Stalinstadt": "Eisenhüttenstadt",
    "Karl-Marx-Stadt": "Chemnitz",
    "Sztálinváros": "Dunaújváros",
    "Stalinogród": "Katowice",
    "Gyoma": "Gyomaendrőd",
    "Leningrad": "Saint Petersburg",
    "Volkhovstroy": "Volkhov",
    "Belzig": "Bad Belzig",
    "Halle-Ammendorf": "Ammendorf",
    "Leipzig-Liebertwolkwitz": "Liebertwolkwitz",
    "Potsdam-Babelsberg": "Babelsberg",
    "Cluj": "Cluj-Napoca",
    "Boizenburg": "Boizenburg",
}

PARENTS = {
    ("Hungary", "Csepel"): "Budapest",
    ("Hungary", "Újpest"): "Budapest",
    ("Hungary", "Pécsbánya"): "Pécs",
    ("Hungary", "Sopronkőhida"): "Sopron",
    ("Hungary", "Zagyvaróna"): "Salgótarján",
    ("East Germany", "Halle-Ammendorf"): "Halle",
    ("East Germany", "Warnemünde"): "Rostock",
}
"""Parts of a town that the record tells apart; their people are taken off the town."""

NOT_TOWNS = {
    ("Hungary", "Austrian border"): ("Győr-Sopron", 2_000, "a strip of border, not a town"),
    ("Hungary", "Yugoslav border"): ("Baranya", 2_000, "a strip of border, not a town"),
    ("Hungary", "Bakony hills"): ("Veszprém", 1_000, "hills, not a town"),
    ("Hungary", "Mecsek hills"): ("Baranya", 1_000, "hills, not a town"),
    ("Hungary", "Moscow"): ("Moscow", 100, "Hungarian leaders called abroad, not a place at home"),
    ("East Germany", "Werbellinsee"): ("Frankfurt (Oder)", 500, "a building site by a lake"),
    ("Romania", "Danube-Black Sea Canal"): ("Romania", 10_000, "camps along a canal"),
}
"""Rows of the record whose town is an area: region, a nominal number of people, what it is."""

BETWEEN = "between the 1949 and 1960 censuses"
RECALLED = {
    ("Hungary", "Sztálinváros"): (28_000, "1955"),
    ("Hungary", "Újpest"): (76_000, "1949 census, a town until 1950"),
    ("Hungary", "Győr"): (70_000, "1949 and 1960 censuses"),
    ("Hungary", "Székesfehérvár"): (52_000, BETWEEN),
    ("Hungary", "Tatabánya"): (48_000, BETWEEN),
    ("Hungary", "Nyíregyháza"): (54_000, BETWEEN),
    ("Hungary", "Kecskemét"): (63_000, BETWEEN),
    ("Hungary", "Hódmezővásárhely"): (55_000, BETWEEN),
    ("Hungary", "Szombathely"): (52_000, BETWEEN),
    ("Hungary", "Békéscsaba"): (46_000, BETWEEN),
    ("Hungary", "Szolnok"): (43_000, BETWEEN),
    ("Hungary", "Kaposvár"): (40_000, BETWEEN),
    ("Hungary", "Sopron"): (37_000, BETWEEN),
    ("Hungary", "Eger"): (34_000, BETWEEN),
    ("Hungary", "Nagykanizsa"): (32_000, BETWEEN),
    ("Hungary", "Orosháza"): (32_000, BETWEEN),
    ("Hungary", "Salgótarján"): (25_000, BETWEEN),
    ("Hungary", "Veszprém"): (23_000, BETWEEN),
    ("Hungary", "Zalaegerszeg"): (22_000, BETWEEN),
    ("Hungary", "Komló"): (20_000, BETWEEN),
    ("Hungary", "Várpalota"): (17_000, BETWEEN),
    ("Hungary", "Ajka"): (12_000, BETWEEN),
    ("Hungary", "Siófok"): (7_000, BETWEEN),
    ("Hungary", "Nagybátony"): (6_000, BETWEEN),
    ("Hungary", "Kisterenye"): (6_000, BETWEEN),
    ("East Germany", "Gera"): (98_600, "1950 census"),
    ("East Germany", "Schwerin"): (93_600, "1950 census"),
    ("East Germany", "Plauen"): (84_400, "1950 census"),
    ("East Germany", "Brandenburg an der Havel"): (82_200, "1950 census"),
    ("East Germany", "Jena"): (80_300, "1950 census"),
    ("East Germany", "Weimar"): (64_500, "1950 census"),
    ("East Germany", "Cottbus"): (60_900, "1950 census"),
    ("East Germany", "Stralsund"): (58_300, "1950 census"),
    ("East Germany", "Gotha"): (57_600, "1950 census"),
    ("East Germany", "Mühlhausen"): (48_000, "1950 census"),
    ("East Germany", "Weißenfels"): (48_000, "1950 census"),
    ("East Germany", "Wismar"): (47_800, "1950 census"),
    ("East Germany", "Zittau"): (46_000, "1950 census"),
    ("East Germany", "Greifswald"): (44_500, "1950 census"),
    ("East Germany", "Freiberg"): (42_300, "1950 census"),
    ("East Germany", "Potsdam-Babelsberg"): (35_000, "about 1950"),
    ("East Germany", "Nordhausen"): (32_800, "1950 census"),
    ("East Germany", "Bitterfeld"): (32_800, "1950 census"),
    ("East Germany", "Johanngeorgenstadt"): (32_000, "about 1953, uranium mining"),
    ("East Germany", "Neubrandenburg"): (22_400, "1950 census"),
    ("East Germany", "Halle-Ammendorf"): (20_000, "about 1950"),
    ("East Germany", "Oranienburg"): (19_000, "about 1950"),
    ("East Germany", "Hennigsdorf"): (14_000, "about 1950"),
    ("East Germany", "Wolfen"): (12_000, "about 1950"),
    ("East Germany", "Rüdersdorf"): (11_000, "about 1950"),
    ("East Germany", "Finow"): (10_000, "about 1950"),
    ("East Germany", "Strausberg"): (10_000, "about 1950"),
    ("East Germany", "Fürstenberg"): (7_000, "about 1950"),
    ("East Germany", "Ludwigsfelde"): (5_700, "1950 census"),
    ("East Germany", "Stalinstadt"): (15_000, "1955, founded in 1950"),
    ("Poland", "Kraków"): (428_000, "1955"),
    ("Poland", "Wrocław"): (378_000, "1955"),
    ("Poland", "Gdańsk"): (243_000, "1955"),
    ("Poland", "Szczecin"): (229_000, "1955"),
    ("Poland", "Bydgoszcz"): (202_000, "1955"),
    ("Poland", "Stalinogród"): (199_000, "1955"),
    ("Poland", "Częstochowa"): (149_000, "1955"),
    ("Poland", "Lublin"): (130_000, "1955"),
    ("Poland", "Białystok"): (102_000, "1955"),
    ("Poland", "Toruń"): (92_000, "1955"),
    ("USSR", "Moscow"): (4_839_000, "April 1956"),
    ("USSR", "Leningrad"): (2_814_000, "April 1956"),
    ("USSR", "Tbilisi"): (635_000, "April 1956"),
    ("USSR", "Yaroslavl"): (374_000, "April 1956"),
    ("USSR", "Khabarovsk"): (280_000, "April 1956"),
    ("USSR", "Kemerovo"): (240_000, "April 1956"),
    ("USSR", "Vilnius"): (200_000, "April 1956"),
    ("USSR", "Kaunas"): (195_000, "April 1956"),
    ("USSR", "Kutaisi"): (114_000, "April 1956"),
    ("USSR", "Sukhumi"): (65_000, "1959 census"),
    ("USSR", "Batumi"): (82_000, "1959 census"),
    ("USSR", "Novorossiysk"): (93_000, "1959 census"),
    ("USSR", "Gori"): (33_000, "1959 census"),
    ("USSR", "Ekibastuz"): (26_000, "1959 census"),
    ("Czechoslovakia", "Prague"): (978_000, "1955"),
    ("Czechoslovakia", "Brno"): (306_000, "1957"),
    ("Czechoslovakia", "Ostrava"): (199_000, "1955"),
    ("Czechoslovakia", "Bratislava"): (246_000, "1957"),
    ("Czechoslovakia", "Košice"): (70_000, "1957"),
    ("Bulgaria", "Sofia"): (645_000, "1956 census"),
    ("Bulgaria", "Plovdiv"): (162_000, "1956 census"),
    ("Bulgaria", "Varna"): (120_000, "1956 census"),
    ("Bulgaria", "Pernik"): (60_000, "1956 census"),
    ("Bulgaria", "Pleven"): (58_000, "1956 census"),
    ("Romania", "Bucharest"): (1_178_000, "1956 census"),
    ("Romania", "Cluj"): (155_000, "1956 census"),
    ("Romania", "Timișoara"): (142_000, "1956 census"),
    ("Romania", "Iași"): (113_000, "1956 census"),
    ("Romania", "Târgu Mureș"): (65_000, "1956 census"),
    ("Yugoslavia", "Belgrade"): (470_000, "1953 census"),
    ("Yugoslavia", "Pula"): (29_000, "1953 census"),
    ("Albania", "Tirana"): (108_000, "1955 census"),
}
"""Persons, and when; from memory, not looked up."""

COMMUNES = {
    "Poland": (
        8_789,
        "gromady of 1954, https://pl.m.wikipedia.org/wiki/Gromada_(podzia%C5%82_administracyjny)",
        "medium",
    ),
    "USSR": (50_000, "village councils about 1955, recalled, unchecked", "low"),
    "Bulgaria": (
        5_305,
        "towns and villages at the end of 2007, for want of a figure of the period, "
        "http://prokarstterra.bas.bg/geo21/2008/1-08/31-33_en.html",
        "low",
    ),
    "Romania": (4_052, "communes of the 1950 reform, recalled, unchecked", "low"),
    "Yugoslavia": (1_479, "communes of the 1955 reform, recalled, unchecked", "low"),
    "Albania": (2_600, "villages, recalled, unchecked", "low"),
}
CZECHOSLOVAK_COMMUNES = {
    "Bohemia": (7_700, "communes of 1950, recalled, unchecked"),
    "Moravia and Silesia": (3_700, "communes of 1950, recalled, unchecked"),
    "Slovakia": (3_344, "communes of 1950, recalled, unchecked"),
}

BORDERS = (
    ("Hungary", "Czechoslovakia"),
    ("Hungary", "USSR"),
    ("Hungary", "Romania"),
    ("Hungary", "Yugoslavia"),
    ("East Germany", "Poland"),
    ("East Germany", "Czechoslovakia"),
    ("Poland", "USSR"),
    ("Poland", "Czechoslovakia"),
    ("USSR", "Czechoslovakia"),
    ("USSR", "Romania"),
    ("Bulgaria", "Romania"),
    ("Bulgaria", "Yugoslavia"),
    ("Romania", "Yugoslavia"),
    ("Yugoslavia", "Albania"),
)
