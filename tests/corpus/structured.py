"""Files that programs write: JSON, SQL dumps, address books."""

from __future__ import annotations

import json
import quopri

from tests.corpus.messy import Messy, Truth, messy
from tests.corpus.people import People, Person
from tests.corpus.texts import truth


def record(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "mobile": person.mobile,
        "id_card": person.resident_id,
        "address": person.address,
    }


@messy
def json_lines(invent: People) -> Messy:
    people = invent.some()
    text = "".join(json.dumps(record(p), ensure_ascii=False) + "\n" for p in people)
    return Messy("users.jsonl", text.encode(), truth(people))


@messy
def json_lines_with_escapes_in_gbk(invent: People) -> Messy:
    people = invent.some()
    lines = [json.dumps(record(p)) for p in people[:10]]
    lines += [json.dumps(record(p), ensure_ascii=False) for p in people[10:]]
    return Messy("users.json", ("\n".join(lines) + "\n").encode("gbk"), truth(people))


@messy
def json_lines_with_a_broken_one(invent: People) -> Messy:
    people = invent.some()
    lines = [json.dumps(record(p), ensure_ascii=False) for p in people]
    lines.insert(5, '{"name": "某", "mobile": "1380000')
    found = truth(people, 21, rejected={"malformed": 1})
    return Messy("half.jsonl", ("\n".join(lines) + "\n").encode(), found)


@messy
def json_array_of_nested_objects(invent: People) -> Messy:
    people = invent.some()
    content = [
        {"user": {"name": p.name, "phones": [int(p.mobile)]}, "id_card": p.resident_id}
        for p in people
    ]
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Messy("export.json", text.encode(), truth(people))


@messy
def json_answer_of_an_interface(invent: People) -> Messy:
    people = invent.some()
    content = {"code": 0, "msg": "ok", "data": [record(p) for p in people]}
    data = json.dumps(content, ensure_ascii=False).encode()
    found = truth(people, 21, rejected={"around_records": 1})
    return Messy("api.json", data, found)


@messy
def mysql_dump(invent: People) -> Messy:
    people = invent.some()
    values = ",\n".join(
        f"({n},'{p.name}\\'s','{p.mobile}','{p.resident_id}','a\\\\b;(c),\\n')"
        for n, p in enumerate(people)
    )
    text = (
        "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;\n"
        "DROP TABLE IF EXISTS `t_user`;\n"
        "CREATE TABLE `t_user` (\n  `id` int NOT NULL,\n  `user_name` varchar(50),\n"
        "  `mobile` varchar(20) DEFAULT '',\n  `id_card` char(18),\n"
        "  `address` text,\n  PRIMARY KEY (`id`), KEY `m` (`mobile`)\n"
        ") ENGINE=InnoDB;\n"
        f"INSERT INTO `t_user` VALUES {values};\n"
    )
    return Messy("t_user.sql", text.encode(), truth(people))


@messy
def mysql_dump_of_two_tables(invent: People) -> Messy:
    users, orders = invent.some(), invent.some()
    lines = [
        f"INSERT INTO `users` (`name`,`mobile`,`id_card`) VALUES"
        f" ('{p.name}','{p.mobile}','{p.resident_id}');"
        for p in users
    ]
    lines += [
        f"INSERT IGNORE INTO shop.orders (consignee, phone, id_no, amount) VALUES"
        f" ('{p.name}', {p.mobile}, '{p.resident_id}', 12.50), "
        f"(NULL, NULL, NULL, NULL);"
        for p in orders
    ]
    found = truth([*users, *orders], 60)
    return Messy("shop.sql", ("\n".join(lines) + "\n").encode("gbk"), found)


@messy
def postgresql_dump_with_copy(invent: People) -> Messy:
    people = invent.some()
    lines = ["SET client_encoding = 'UTF8';"]
    lines.append("COPY public.users (id, name, mobile, id_card, note) FROM stdin;")
    lines += [
        f"{n}\t{p.name}\t{p.mobile}\t{p.resident_id}\t\\N"
        for n, p in enumerate(people[:10])
    ]
    lines.append("\\.\n")
    lines += [
        'INSERT INTO public.users ("id", "name", "mobile", "id_card", "note") VALUES'
        f" ({n}, 'O''{p.name}', '{p.mobile}', '{p.resident_id}', E'a\\tb');"
        for n, p in enumerate(people[10:])
    ]
    return Messy("pg.sql", ("\n".join(lines) + "\n").encode(), truth(people))


@messy
def sql_server_script(invent: People) -> Messy:
    people = invent.some()
    lines = ["USE [Loan]", "GO", "SET IDENTITY_INSERT [dbo].[Customer] ON"]
    for p in people:
        lines.append(
            "INSERT [dbo].[Customer] ([Id], [姓名], [手机号], [身份证号], [Created])"
            f" VALUES (1, N'{p.name}', N'{p.mobile}', N'{p.resident_id}',"
            " CAST(N'2020-08-09' AS DateTime))"
        )
        lines.append("GO")
    text = "\r\n".join(lines) + "\r\n"
    return Messy("script.sql", text.encode("utf-16"), truth(people))


@messy
def address_book(invent: People) -> Messy:
    people = invent.some()
    cards = "".join(
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        f"N:{p.name};;;;\r\nFN:{p.name}\r\n"
        f"TEL;TYPE=CELL:{p.mobile[:3]}-{p.mobile[3:7]}\r\n -{p.mobile[7:]}\r\n"
        f"TEL;TYPE=HOME:{p.landline}\r\n"
        f"EMAIL:{p.email}\r\nEND:VCARD\r\n"
        for p in people
    )
    valid = {
        kind: {getattr(p, kind) for p in people}
        for kind in ("mobile", "landline", "email")
    }
    return Messy("contacts.vcf", cards.encode(), Truth(20, valid))


@messy
def address_book_of_an_old_phone(invent: People) -> Messy:
    people = invent.some()
    cards = []
    for p in people:
        name = quopri.encodestring(p.name.encode("gbk")).decode().strip()
        cards.append(
            "BEGIN:VCARD\nVERSION:2.1\n"
            f"N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:;{name}\n"
            f"TEL;CELL:+86{p.mobile}\nTEL;CELL;PREF:{p.mobile}\n"
            "PHOTO;ENCODING=BASE64;JPEG:\n /9j/4AAQSkZJRgABAQAAAQABAAD\n\nEND:VCARD\n"
        )
    valid = {"mobile": {p.mobile for p in people}}
    return Messy("电话本.vcf", "".join(cards).encode("ascii"), Truth(20, valid))
