"""A broker's side of SCRAM-SHA-256 in MQTT 5 with Python's own cryptography: tells on each connection what it made of the client."""
import base64, hashlib, hmac, os, re, socket, struct, sys

USER, PASSWORD, ROUNDS, HONEST = sys.argv[1], sys.argv[2].encode(), int(sys.argv[3]), sys.argv[4] == "honest"
METHOD = b"SCRAM-SHA-256"
SALT = os.urandom(16)


def exactly(s, n):
    data = b""
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def packet(s):
    first = exactly(s, 1)[0]
    length = shift = 0
    while True:
        b = exactly(s, 1)[0]
        length |= (b & 127) << shift
        shift += 7
        if b < 128:
            return first, exactly(s, length)


def var(n):
    out = b""
    while True:
        out += bytes([n & 127 | (128 if n > 127 else 0)])
        n >>= 7
        if not n:
            return out


def field(b):
    return struct.pack(">H", len(b)) + b


def auth(data):
    properties = b"\x15" + field(METHOD) + b"\x16" + field(data)
    return var(len(properties)) + properties


def send(s, first, body):
    s.sendall(bytes([first]) + var(len(body)) + body)


def data_of(body):
    """Authentication Data of a CONNECT or AUTH: found by the method that stands before it."""
    at = body.index(b"\x15" + field(METHOD)) + 3 + len(METHOD)
    assert body[at] == 0x16
    (n,) = struct.unpack_from(">H", body, at + 1)
    return body[at + 3:at + 3 + n].decode()


def exchange(s, first_message, finish):
    bare = first_message[len("n,,"):]
    assert first_message.startswith("n,,n=")
    nonce = re.search(r",r=([^,]+)$", bare).group(1) + base64.b64encode(os.urandom(18)).decode()
    server_first = "r=%s,s=%s,i=%d" % (nonce, base64.b64encode(SALT).decode(), ROUNDS)
    send(s, 0xF0, b"\x18" + auth(server_first.encode()))
    first, body = packet(s)
    assert first == 0xF0 and body[0] == 0x18, (first, body)
    final = data_of(body)
    without, proof = final.rsplit(",p=", 1)
    assert without == "c=biws,r=" + nonce, final
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD, SALT, ROUNDS)
    signed = ",".join([bare, server_first, without]).encode()
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    signature = hmac.digest(stored, signed, "sha256")
    key = bytes(a ^ b for a, b in zip(base64.b64decode(proof), signature))
    if hashlib.sha256(key).digest() != stored or bare.split(",")[0] != "n=" + USER.replace("=", "=3D").replace(",", "=2C"):
        send(s, 0x20, b"\x00\x86\x00") if finish == 0x20 else send(s, 0xE0, b"\x86\x00")
        return False
    server = hmac.digest(hmac.digest(salted, b"Server Key" if HONEST else b"no key", "sha256"), signed, "sha256")
    send(s, finish, (b"\x00\x00" if finish == 0x20 else b"\x00") + auth(b"v=" + base64.b64encode(server)))
    return True


def serve(s):
    first, body = packet(s)
    assert first == 0x10 and body[6] == 5, body
    print("flags %02X" % body[7], flush=True)
    print("client proved" if exchange(s, data_of(body), 0x20) else "client refused", flush=True)
    while True:
        first, body = packet(s)
        if first >> 4 == 3 and first & 6:
            (n,) = struct.unpack_from(">H", body)
            send(s, 0x40, body[2 + n:4 + n])
        elif first == 0xF0 and body[0] == 0x19:
            print("client proved again" if exchange(s, data_of(body), 0xF0) else "client refused again", flush=True)
        elif first == 0xC0:
            send(s, 0xD0, b"")


listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    try:
        serve(connection)
    except (EOFError, ConnectionError):
        pass
    connection.close()
