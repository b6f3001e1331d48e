"""Dumps of the databases that were copied."""

from __future__ import annotations

import pytest

from cases.engine.errors import UnreadableFile
from cases.engine.readers import look_again, sniff
from cases.engine.readers.gathering import Cells, Rejected
from cases.engine.readers.sql_dump.grammar import Dialect
from cases.engine.readers.sql_dump.rows import Table, rows
from cases.engine.readers.window import Window
from tests.engine.readers.helpers import Outcome, opener, outcome

MYSQL = r"""-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int(11) NOT NULL COMMENT 'a, (b)',
  `name` varchar(50) DEFAULT NULL,
  `phone` decimal(20,0),
  PRIMARY KEY (`id`), KEY `k` (`name`)
) ENGINE=InnoDB;
LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES (1,'王某甲','13800001234'),(2,'O\'N; (x), \'',NULL),
(3,0xE78E8BE69F90,1.38e10),(4,_binary 'x','1.38E+10'),(5,'it''s','');
INSERT INTO users (phone,id) VALUES (7,8) ON DUPLICATE KEY UPDATE phone=VALUES(phone);
# a remark
INSERT IGNORE INTO `users` VALUES (9,'c','d'); REPLACE INTO orders(a,b)
VALUES (1,2),(3,4);
UNLOCK TABLES;
"""
POSTGRESQL = r"""--
-- PostgreSQL database dump
--
CREATE TABLE public.users (id integer, name text, "Phone No" character varying(20));
COPY public.users (id, name, "Phone No") FROM stdin;
1	王某甲	13800001234
2	\N	a\tb
3	x
\.

INSERT INTO public.users (id, name) VALUES (4, 'C:\'), (5, E'a\'b'), (6, 'it''s'::text);
"""
SQL_SERVER = r"""USE [db]
GO
SET IDENTITY_INSERT [dbo].[Users] ON
GO
INSERT [dbo].[Users] ([Id], [Name], [At])
VALUES (1, N'王某甲', CAST(N'2020-09-01' AS Date))
GO
INSERT [dbo].[Users] ([Id], [Name], [At]) VALUES (2, N'C:\', NULL)
INSERT [dbo].[Users] ([Id], [Name], [At]) VALUES (3, N'x
y', NULL)
GO
"""


def of_table(data: str | bytes, name: str, **settings: int) -> Outcome:
    [layout] = [one for one in sniff(opener(data), "dump.sql") if one.sheet == name]
    return outcome(data, layout, **settings)


@pytest.mark.parametrize("batch_bytes", [50, 400, 1 << 20])
def test_a_dump_of_mysql(batch_bytes: int) -> None:
    found = of_table(MYSQL, "users", batch_bytes=batch_bytes)
    assert list(found.rows.values()) == [
        ("1", "王某甲", "13800001234"),
        ("2", "O'N; (x), '", None),
        ("3", "王某", "13800000000"),
        ("4", "x", "1.38E+10"),
        ("5", "it's", None),
        ("8", None, "7"),
        ("9", "c", "d"),
    ]
    assert not found.rejected


def test_every_table_is_a_sheet_of_its_own() -> None:
    layouts = sniff(opener(MYSQL), "dump.sql")
    assert [(one.sheet, one.columns) for one in layouts] == [
        ("users", ("id", "name", "phone")),
        ("orders", ("a", "b")),
    ]
    assert list(of_table(MYSQL, "orders").rows.values()) == [("1", "2"), ("3", "4")]


def test_a_dump_of_postgresql_with_copied_rows() -> None:
    found = of_table(POSTGRESQL, "users")
    assert list(found.rows.values()) == [
        ("1", "王某甲", "13800001234"),
        ("2", None, "a\tb"),
        ("4", "C:\\", None),
        ("5", "a'b", None),
        ("6", "it's", None),
    ]
    assert list(found.rejected.values()) == ["cell_count"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_script_of_sql_server(encoding: str) -> None:
    found = of_table(SQL_SERVER.encode(encoding), "Users")
    assert found.rows == {
        6: ("1", "王某甲", "2020-09-01"),
        8: ("2", "C:\\", None),
        9: ("3", "x\ny", None),
    }


def test_rows_without_names_have_numbered_columns() -> None:
    text = "insert into t values (1,'a'),\n(2,'b'),\n (3, 'c')"
    [layout] = sniff(opener(text), "t.sql")
    assert (layout.sheet, layout.columns) == ("t", ("1", "2"))
    assert outcome(text, layout).rows == {1: ("1", "a"), 2: ("2", "b"), 3: ("3", "c")}


def test_columns_that_a_later_statement_names_are_known() -> None:
    text = (
        "INSERT INTO t (a) VALUES (1);\nINSERT INTO t (a,b) VALUES (2,'13800001234');\n"
    )
    [layout] = sniff(opener(text), "t.sql")
    assert layout.columns == ("a", "b")
    assert outcome(text, layout).rows == {1: ("1", None), 2: ("2", "13800001234")}
    assert look_again(opener(text), layout) == layout


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("(2,'b, '138')", "malformed"),
        ("(2,'b','c','d')", "cell_count"),
        ("(2)", "cell_count"),
        ("(2,'b'", "malformed"),
        ("(2,'b)", "malformed"),
    ],
)
def test_a_broken_row_is_rejected_alone(broken: str, reason: str) -> None:
    text = "INSERT INTO t (a,b) VALUES (1,'a'),\n"
    text += f"{broken},\n(3,'c'),(4,'d');\n"
    text += "INSERT INTO t (a,b) VALUES (5,'e');\n"
    found = of_table(text, "t")
    assert list(found.rejected.values()) == [reason]
    assert "2" in next(iter(found.texts.values()))
    assert [cells[0] for cells in found.rows.values()] == ["1", "3", "4", "5"]


def test_bytes_that_mean_nothing_reject_their_row_alone() -> None:
    good = "INSERT INTO t (a) VALUES ('王某甲');\n" * 20
    data = good.encode() + b"INSERT INTO t (a) VALUES ('\xff\xff');\n" + good.encode()
    found = of_table(data, "t")
    assert found.rejected == {21: "undecodable"}
    assert len(found.rows) == 40


def test_an_endless_string_is_given_up_and_the_next_statement_read() -> None:
    text = (
        "INSERT INTO t VALUES (1,'" + "x" * 9_000 + "\nINSERT INTO t VALUES (2,'b');\n"
    )
    window = Window(opener(text)(), "utf-8", 100)
    table = Table("t", ("1", "2"), Dialect(backslashes=True))
    found, largest = [], 0
    for record in rows(window, table, longest=1_000):
        found.append(record)
        largest = max(largest, len(window.text))
    rejected, kept = found
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "record_too_long"
    assert isinstance(kept, Cells)
    assert largest < 70_000  # what a statement's head may take


def test_a_dump_that_fills_no_table_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no_records"):
        sniff(opener("CREATE TABLE t (a int);\n"), "dump.sql")


def test_a_column_whose_name_is_damaged_keeps_its_place() -> None:
    dump = (
        "CREATE TABLE `t` (\n  `id` int,\n  ``,\n  `mobile` varchar(20)\n);\n"
        "INSERT INTO `t` VALUES (1,'x','13800001234');\n"
    )
    (layout,) = sniff(opener(dump), "dump.sql")
    assert layout.columns[::2] == ("id", "mobile")
    assert list(of_table(dump, "t").rows.values()) == [("1", "x", "13800001234")]
