"""Writes the compressed cells of the CDNOW 1/10 sample that the tests of the models read.

    python3 cdnow_cells.py CDNOW_sample.txt

Calibration to 1997-09-30, amounts of one day summed, a day of zero dollars counts as a purchase.
Output, next to this script: cdnow_purchases.csv (frequency, recency_days, age_days, customers) and
cdnow_spend.csv (frequency, cents, customers), cents being the sum over the repeat purchase days.
"""

import collections
import datetime
import pathlib
import sys

END = datetime.date(1997, 9, 30)
SOURCE = (
    "# CDNOW, 1/10 sample: Fader and Hardie (2001), brucehardie.com/datasets; 1997-01-01 to "
    "1997-09-30. Made by cdnow_cells.py.\n"
)

days = collections.defaultdict(lambda: collections.defaultdict(int))
for line in open(sys.argv[1]):
    _, customer, day, _, dollars = line.split()
    date = datetime.datetime.strptime(day, "%Y%m%d").date()
    if date <= END:
        days[customer][date] += round(float(dollars) * 100)

purchases = collections.Counter()
spend = collections.Counter()
for cents_by_day in days.values():
    first, last = min(cents_by_day), max(cents_by_day)
    frequency = len(cents_by_day) - 1
    purchases[(frequency, (last - first).days, (END - first).days)] += 1
    cents = sum(cents for day, cents in cents_by_day.items() if day != first)
    spend[(frequency, cents)] += 1


def write(name, header, cells):
    with open(pathlib.Path(__file__).parent / name, "w") as out:
        out.write(SOURCE + header + "\n")
        for cell, customers in sorted(cells.items()):
            out.write(",".join(map(str, cell)) + f",{customers}\n")


write("cdnow_purchases.csv", "frequency,recency_days,age_days,customers", purchases)
write("cdnow_spend.csv", "frequency,cents,customers", spend)
