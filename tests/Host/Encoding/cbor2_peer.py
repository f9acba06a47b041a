"""CBOR and SenML by way of cbor2, an implementation that shares nothing with this project.

reencode FILE        for each line of hexadecimal, what cbor2 makes of it, encoded canonically
generate SEED COUNT  random SenML packs: the pack, and what each record resolves to (RFC 8428 §4.6)
"""
import decimal
import random
import sys

import cbor2

NAME, UNIT, VALUE, TEXT, BOOLEAN, SUM, TIME, DATA = 0, 1, 2, 3, 4, 5, 6, 8
BASE_NAME, BASE_TIME, BASE_UNIT, BASE_VALUE, BASE_SUM = -2, -3, -4, -5, -6
decimal.getcontext().prec = 400


def number():
    kind = random.randrange(5)
    if kind == 0:
        return random.randrange(-1000, 1000)
    if kind == 1:
        return random.randrange(-2**70, 2**70)
    if kind == 2:
        return decimal.Decimal(random.randrange(-10**9, 10**9)).scaleb(random.randrange(-12, 13))
    if kind == 3:
        return random.randrange(-64, 64) / 8  # exact in half precision
    return random.uniform(-1e6, 1e6)


def time():
    seconds = random.choice([0, -5, 1_320_067_464, random.randrange(1_000_000_000, 2_000_000_000)])
    return random.choice([seconds, decimal.Decimal(seconds * 1000 + random.randrange(1000)).scaleb(-3), seconds + random.randrange(8) / 8])


def add(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return float(a) + float(b)
    return decimal.Decimal(a) + decimal.Decimal(b)


def text(value):
    return repr(float(value))


def record():
    fields = {}
    if random.randrange(3):
        fields[NAME] = "n%d" % random.randrange(100)
    if random.randrange(2):
        fields[UNIT] = random.choice(["Cel", "%RH", "\u03a9"])
    if random.randrange(2):
        fields[TIME] = time() if random.randrange(2) else random.randrange(-60, 60)
    kind = random.randrange(8)
    if kind < 4:
        fields[VALUE] = number()
    elif kind == 4:
        fields[TEXT] = random.choice(["", "Machine Room", "\u6c34\U00010151"])
    elif kind == 5:
        fields[BOOLEAN] = bool(random.randrange(2))
    elif kind == 6:
        fields[DATA] = random.randbytes(random.randrange(300))
    if kind == 7 or random.randrange(4) == 0:
        fields[SUM] = number()
    for label, make in ((BASE_NAME, lambda: "urn:dev:%d:" % random.randrange(9)), (BASE_TIME, time), (BASE_UNIT, lambda: "V"),
                        (BASE_VALUE, number), (BASE_SUM, number), ("foo", lambda: [{"bar": None}, 1.5])):
        if random.randrange(6) == 0:
            fields[label] = make()
    return fields


def resolve(pack):
    base = {BASE_NAME: "b"}
    for fields in pack:
        base.update({label: value for label, value in fields.items() if isinstance(label, int) and label < 0})
        value = "-"
        if TEXT in fields:
            value = fields[TEXT].encode().hex()
        elif BOOLEAN in fields:
            value = str(fields[BOOLEAN])
        elif DATA in fields:
            value = fields[DATA].hex()
        elif VALUE in fields or BASE_VALUE in base:
            value = text(add(fields.get(VALUE, 0), base.get(BASE_VALUE, 0)) if VALUE in fields and BASE_VALUE in base
                         else fields.get(VALUE, base.get(BASE_VALUE)))
        total = "-"
        if SUM in fields or BASE_SUM in base:
            total = text(add(fields[SUM], base[BASE_SUM]) if SUM in fields and BASE_SUM in base else fields.get(SUM, base.get(BASE_SUM)))
        ms = round(add(base.get(BASE_TIME, 0), fields.get(TIME, 0)) * 1000)
        yield "%s %s %s %s %d" % (base[BASE_NAME] + fields.get(NAME, ""), fields.get(UNIT, base.get(BASE_UNIT, "-")), value, total, ms)


def main():
    if sys.argv[1] == "reencode":
        for line in open(sys.argv[2]):
            print(cbor2.dumps(cbor2.loads(bytes.fromhex(line)), canonical=True).hex())
        return
    random.seed(int(sys.argv[2]))
    for _ in range(int(sys.argv[3])):
        pack = [record() for _ in range(random.randrange(1, 30))]
        pack[0][BASE_NAME] = "b"
        for i, fields in enumerate(pack):
            pack[i] = dict(random.sample(list(fields.items()), len(fields)))
        print(cbor2.dumps(pack, canonical=bool(random.randrange(2))).hex() + "|" + "|".join(resolve(pack)))


main()
