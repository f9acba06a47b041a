"""OSCORE (RFC 8613) from the text of the RFC, on Debian's python3-cryptography and python3-cbor2: a second opinion on every byte.

    oscore_peer.py server PORT SECRET SALT SENDER RECIPIENT CONTEXT [echo]   prints each request, answers 2.04
    oscore_peer.py client PORT SECRET SALT SENDER RECIPIENT CONTEXT METHOD PATH COUNT [observe]

Bytes are hexadecimal, CONTEXT is - for none. It shares no code and no author's eye with firmware/Security beyond the RFC.
"""
import os
import socket
import struct
import sys

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CON, NON, ACK = 0, 1, 2
OSCORE, OBSERVE, URI_PATH, ECHO = 9, 6, 11, 252
OUTER = {3, 7, 9, 35, 39}


class Message:
    def __init__(self, kind, code, mid, token, options, payload):
        self.kind, self.code, self.mid, self.token, self.options, self.payload = kind, code, mid, token, options, payload

    @staticmethod
    def parse_body(data):
        options, number, at = [], 0, 0
        while at < len(data) and data[at] != 0xFF:
            delta, length = data[at] >> 4, data[at] & 15
            at += 1
            values = []
            for nibble in (delta, length):
                if nibble == 13:
                    values.append(data[at] + 13)
                    at += 1
                elif nibble == 14:
                    values.append(struct.unpack_from(">H", data, at)[0] + 269)
                    at += 2
                else:
                    values.append(nibble)
            number += values[0]
            options.append((number, data[at:at + values[1]]))
            at += values[1]
        return options, data[at + 1:]

    @staticmethod
    def parse(data):
        length = data[0] & 15
        options, payload = Message.parse_body(data[4 + length:])
        return Message((data[0] >> 4) & 3, data[1], struct.unpack_from(">H", data, 2)[0], data[4:4 + length], options, payload)

    @staticmethod
    def body(options, payload):
        out, last = b"", 0
        for number, value in sorted(options, key=lambda option: option[0]):
            head, extra = 0, b""
            for shift, amount in ((4, number - last), (0, len(value))):
                if amount < 13:
                    head |= amount << shift
                elif amount < 269:
                    head |= 13 << shift
                    extra += bytes([amount - 13])
                else:
                    head |= 14 << shift
                    extra += struct.pack(">H", amount - 269)
            out += bytes([head]) + extra + value
            last = number
        return out + (b"\xff" + payload if payload else b"")

    def bytes(self):
        head = bytes([0x40 | self.kind << 4 | len(self.token), self.code]) + struct.pack(">H", self.mid)
        return head + self.token + self.body(self.options, self.payload)


class Context:
    def __init__(self, secret, salt, sender, recipient, context):
        self.sender, self.recipient, self.context = sender, recipient, context
        self.secret, self.salt = secret, salt
        self.sender_key = self.derive(sender, "Key", 16)
        self.recipient_key = self.derive(recipient, "Key", 16)
        self.common_iv = self.derive(b"", "IV", 13)
        self.sequence = 0

    def derive(self, identifier, kind, length):
        info = cbor2.dumps([identifier, self.context, 10, kind, length])
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=self.salt, info=info).derive(self.secret)

    def nonce(self, identifier, piv):
        left = bytes([len(identifier)]) + identifier.rjust(7, b"\0") + piv.rjust(5, b"\0")
        return bytes(a ^ b for a, b in zip(left, self.common_iv))

    @staticmethod
    def aad(kid, piv):
        external = cbor2.dumps([1, [10], kid, piv, b""])
        return cbor2.dumps(["Encrypt0", b"", external])

    def next_piv(self):
        piv = self.sequence.to_bytes(5, "big").lstrip(b"\0") or b"\0"
        self.sequence += 1
        return piv


def read_option(value):
    if not value:
        return b"", None, None
    flags = value[0]
    count = flags & 7
    piv, rest = value[1:1 + count], value[1 + count:]
    context = None
    if flags & 0x10:
        context, rest = rest[1:1 + rest[0]], rest[1 + rest[0]:]
    return piv, context, rest if flags & 8 else None


def serve(port, context, challenges):
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.bind(("127.0.0.1", port))
    print("ready", flush=True)
    answered, seen, echo = {}, set(), os.urandom(8)
    while True:
        data, address = link.recvfrom(2048)
        message = Message.parse(data)
        if message.code == 0:
            continue
        if (address, message.mid) in answered:
            link.sendto(answered[(address, message.mid)], address)
            continue
        option = dict(message.options).get(OSCORE)
        piv, id_context, kid = read_option(option)
        if option is None or kid != context.recipient or id_context != context.context:
            print("bad option", data.hex(), flush=True)
            answer = Message(ACK, 0x81, message.mid, message.token, [], b"Security context not found").bytes()
            answered[(address, message.mid)] = answer
            link.sendto(answer, address)
            continue
        nonce, aad = context.nonce(kid, piv), context.aad(kid, piv)
        try:
            plain = AESCCM(context.recipient_key, 8).decrypt(nonce, message.payload, aad)
        except InvalidTag:
            print("bad tag", flush=True)
            link.sendto(Message(ACK, 0x80, message.mid, message.token, [], b"Decryption failed").bytes(), address)
            continue
        if piv in seen:
            print("replay", piv.hex(), flush=True)
        seen.add(piv)
        options, payload = Message.parse_body(plain[1:])
        outer = [number for number, _ in message.options if number not in OUTER]
        code, inner = 0x44, []
        if challenges and dict(options).get(ECHO) != echo:
            code, inner = 0x81, [(ECHO, echo)]
        else:
            path = "/".join(value.decode() for number, value in options if number == URI_PATH)
            print("request", plain[0], message.code, path, "outer" + str(outer), piv.hex(), payload.hex(), flush=True)
        sealed = AESCCM(context.sender_key, 8).encrypt(nonce, bytes([code]) + Message.body(inner, b""), aad)
        answer = Message(ACK, 0x44, message.mid, message.token, [(OSCORE, b"")], sealed).bytes()
        answered[(address, message.mid)] = answer
        link.sendto(answer, address)


def ask(port, context, method, path, count, observes):
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.settimeout(10)
    link.connect(("127.0.0.1", port))
    echo, left, mid = [], count, 1
    while left:
        piv, token = context.next_piv(), os.urandom(4)
        options = [(URI_PATH, part.encode()) for part in path.split("/")] + echo + ([(OBSERVE, b"")] if observes else [])
        nonce, aad = context.nonce(context.sender, piv), context.aad(context.sender, piv)
        sealed = AESCCM(context.sender_key, 8).encrypt(nonce, bytes([method]) + Message.body(options, b""), aad)
        flags = len(piv) | 8 | (0x10 if context.context is not None else 0)
        extra = b"" if context.context is None else bytes([len(context.context)]) + context.context
        option = bytes([flags]) + piv + extra + context.sender
        outer = [(OSCORE, option)] + ([(OBSERVE, b"")] if observes else [])
        request = Message(CON, 5 if observes else 2, mid, token, outer, sealed).bytes()
        mid += 1
        link.send(request)
        while True:
            message = Message.parse(link.recv(2048))
            if message.kind == CON:
                link.send(bytes([0x60, 0]) + struct.pack(">H", message.mid))
            if message.code == 0 or message.token != token:
                continue
            value = dict(message.options).get(OSCORE)
            if value is None:
                print("unprotected", message.code, message.payload.decode(), flush=True)
                return
            own, _, _ = read_option(value)
            plain = AESCCM(context.recipient_key, 8).decrypt(context.nonce(context.recipient, own) if own else nonce, message.payload, aad)
            inner, payload = Message.parse_body(plain[1:])
            echo = [option for option in inner if option[0] == ECHO]
            print("response", plain[0], message.code, "piv" + own.hex(), payload.hex(), flush=True)
            if not echo:
                left -= 1
            if echo or not observes or not left:
                break


def main():
    role, port = sys.argv[1], int(sys.argv[2])
    secret, salt, sender, recipient = (bytes.fromhex(text) for text in sys.argv[3:7])
    context = Context(secret, salt, sender, recipient, None if sys.argv[7] == "-" else bytes.fromhex(sys.argv[7]))
    if role == "server":
        serve(port, context, "echo" in sys.argv)
    else:
        ask(port, context, int(sys.argv[8]), sys.argv[9], int(sys.argv[10]), "observe" in sys.argv)


main()
