"""Right and wrong answers to the holes of entity-embeddings."""

RIGHT = {
    "make_ready": [
        """
        median = np.nanmedian(train)
        known = np.nan_to_num(train, nan=median)
        numbers = np.nan_to_num(new, nan=median) - known.mean()
        if known.std():
            numbers = numbers / known.std()
        return np.column_stack([numbers, np.isnan(new).astype(float)])
        """,
        """
        train = train.copy()
        new = new.copy()
        gaps = new != new
        median = np.median(train[train == train])
        train[train != train] = median
        new[gaps] = median
        mean = train.sum() / len(train)
        std = (((train - mean) ** 2).sum() / len(train)) ** 0.5
        return np.array([[(a - mean) / (std or 1), float(gap)] for a, gap in zip(new, gaps)])
        """,
        """
        there = np.sort(train[np.isfinite(train)])
        median = (there[(len(there) - 1) // 2] + there[len(there) // 2]) / 2
        known = np.concatenate([there, np.full(len(train) - len(there), median)])
        found = np.zeros((len(new), 2))
        for place, one in enumerate(new):
            found[place, 1] = np.isnan(one)
            found[place, 0] = (median if np.isnan(one) else one) - np.mean(known)
        found[:, 0] /= np.std(known) or 1
        return found
        """,
    ],
    "join_rows": [
        """
        found = []
        for person, own in zip(ids, numbers):
            row = []
            for place, table in enumerate(tables):
                row.extend(table[person[place]])
            found.append(row + list(own))
        return np.array(found)
        """,
        """
        joined = numbers
        for place in reversed(range(len(tables))):
            joined = np.hstack([tables[place][ids[:, place]], joined])
        return joined
        """,
        """
        widths = [table.shape[1] for table in tables]
        found = np.empty((len(ids), sum(widths) + numbers.shape[1]))
        start = 0
        for column, table in zip(ids.T, tables):
            found[:, start:start + table.shape[1]] = np.eye(len(table))[column] @ table
            start += table.shape[1]
        found[:, start:] = numbers
        return found
        """,
    ],
    "renumber": [
        "return table[np.argsort(new_ids)]",
        """
        rows = [None] * len(table)
        for old, new in enumerate(new_ids):
            rows[new] = table[old]
        return np.array(rows)
        """,
        "return (np.eye(len(table), dtype=int)[new_ids].T @ table).astype(table.dtype)",
    ],
}
_FILL = """
median = np.nanmedian(train)
known = np.where(np.isnan(train), median, train)
filled = np.where(np.isnan(new), median, new)
mean, std = known.mean(), known.std() or 1.0
"""
_ROWS = "rows = [table[ids[:, place]] for place, table in enumerate(tables)]\n"
WRONG = {
    "make_ready": {
        "mistake": [
            """
            median = np.nanmedian(train)
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([filled - known.mean() / (known.std() or 1), np.isnan(new)], axis=1)
            """,
            """
            median = np.nanmedian(train)
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            s = (filled - known.mean()) / (known.std() or 1)
            s[np.isnan(new)] = median
            return np.stack([s, np.isnan(new)], axis=1)
            """,
            """
            median = np.nanmedian(train)
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([(filled - known.mean()) / np.nanstd(train), np.isnan(new)], axis=1)
            """,
            """
            median = np.nanmedian(train)
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([(filled - np.nanmean(train)) / known.std(), np.isnan(new)], axis=1)
            """,
            """
            known = np.where(np.isnan(train), np.nanmean(train), train)
            filled = np.where(np.isnan(new), np.nanmean(train), new)
            return np.stack([(filled - known.mean()) / known.std(), np.isnan(new)], axis=1)
            """,
            """
            known = np.nan_to_num(train)
            filled = np.nan_to_num(new)
            return np.stack([(filled - known.mean()) / known.std(), np.isnan(new)], axis=1)
            """,
            """
            filled = np.where(np.isnan(new), np.nanmedian(train), new)
            scaled = (filled - np.nanmean(train)) / np.nanstd(train)
            return np.stack([scaled, np.isnan(new)], axis=1)
            """,
            _FILL + "return np.stack([(filled - mean) / std**2, np.isnan(new)], axis=1)",
            """
            median = np.nanmedian(np.concatenate([train, new]))
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([(filled - known.mean()) / known.std(), np.isnan(new)], axis=1)
            """,
            """
            there = np.sort(train[~np.isnan(train)])
            median = there[len(there) // 2]
            known = np.where(np.isnan(train), median, train)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([(filled - known.mean()) / known.std(), np.isnan(new)], axis=1)
            """,
            _FILL + "return np.stack([filled / std, np.isnan(new)], axis=1)",
            _FILL + "return np.stack([filled - mean, np.isnan(new)], axis=1)",
            _FILL + "return np.stack([(filled - median) / std, np.isnan(new)], axis=1)",
            _FILL + "return np.stack([(filled - mean) / std, ~np.isnan(new)], axis=1)",
            _FILL + "return np.stack([(filled - mean) / std, np.isnan(filled)], axis=1)",
            _FILL
            + """
return np.stack([(filled - filled.mean()) / (filled.std() or 1.0), np.isnan(new)], axis=1)
            """,
            _FILL
            + """
return np.stack([(filled - filled.mean()) / filled.std(), np.isnan(new)], axis=1)
            """,
            _FILL
            + """
everything = np.concatenate([known, filled])
return np.stack([(filled - everything.mean()) / everything.std(), np.isnan(new)], axis=1)
            """,
        ],
        "unused": [
            """
            median = np.nanmedian(new)
            filled = np.where(np.isnan(new), median, new)
            return np.stack([(filled - filled.mean()) / filled.std(), np.isnan(new)], axis=1)
            """,
            """
            filled = np.where(np.isnan(new), np.nanmedian(new), new)
            scaled = (filled - filled.mean()) / (filled.std() or 1.0)
            return np.stack([scaled, np.isnan(new)], axis=1)
            """,
        ],
        "factor": [
            _FILL
            + """
return np.stack([(filled - mean) / known.std(ddof=1), np.isnan(new)], axis=1)
            """,
        ],
        "reversed": [_FILL + "return np.stack([np.isnan(new), (filled - mean) / std], axis=1)"],
        "not-finite": [
            """
            known = np.where(np.isnan(train), np.median(train), train)
            filled = np.where(np.isnan(new), np.median(train), new)
            return np.stack([(filled - known.mean()) / known.std(), np.isnan(new)], axis=1)
            """,
            """
            known = train[~np.isnan(train)]
            scaled = (new - known.mean()) / known.std()
            return np.stack([scaled, np.isnan(new)], axis=1)
            """,
            _FILL + "return np.stack([(filled - train.mean()) / train.std(), new != new], axis=1)",
            _FILL + "return np.stack([(new - mean) / std, np.isnan(new)], axis=1)",
            _FILL + "return np.stack([(filled - mean) / known.std(), np.isnan(new)], axis=1)",
        ],
        "reduced": [_FILL + "return (filled - mean) / std"],
        "transposed": [_FILL + "return np.array([(filled - mean) / std, np.isnan(new)])"],
        "edge": [
            _FILL + "return np.stack([(filled - mean) / (std or 1), np.isnan(new)], axis=1) "
            "if len(new) > 1 else np.zeros((1, 2))",
        ],
        "changes-argument": [
            """
            train[np.isnan(train)] = np.nanmedian(train)
            filled = np.where(np.isnan(new), np.median(train), new)
            std = train.std() or 1.0
            return np.stack([(filled - train.mean()) / std, np.isnan(new)], axis=1)
            """,
            """
            gaps = np.isnan(new)
            new[gaps] = np.nanmedian(train)
            known = np.where(np.isnan(train), np.nanmedian(train), train)
            return np.stack([(new - known.mean()) / (known.std() or 1.0), gaps], axis=1)
            """,
        ],
        "nothing": [_FILL + "np.stack([(filled - mean) / std, np.isnan(new)], axis=1)"],
        "raises": [
            _FILL + "return np.stack((filled - mean) / std, np.isnan(new), axis=1)",
        ],
        "type": [_FILL + "return [(filled - mean) / std, np.isnan(new)]"],
    },
    "join_rows": {
        "order": [
            _ROWS + "return np.concatenate([numbers, *rows], axis=1)",
        ],
        "reversed": [
            _ROWS + "return np.concatenate([*rows[::-1], numbers], axis=1)",
            _ROWS + "return np.concatenate([*rows, numbers], axis=1)[::-1]",
        ],
        "mistake": [
            """
            rows = [table[ids[:, place] - 1] for place, table in enumerate(tables)]
            return np.concatenate([*rows, numbers], axis=1)
            """,
            """
            rows = [table[ids[:, [i]]][:, 0] * ids[:, [i]] for i, table in enumerate(tables)]
            return np.concatenate([*rows, numbers], axis=1)
            """,
        ],
        "unused": [
            _ROWS + "return np.concatenate([*rows, np.zeros_like(numbers)], axis=1)",
            """
            rows = [np.tile(table[0], (len(ids), 1)) for table in tables]
            return np.concatenate([*rows, numbers], axis=1)
            """,
        ],
        "shape": [
            _ROWS + "return np.concatenate(rows, axis=1)",
            "return np.concatenate([ids, numbers], axis=1)",
            """
            rows = [np.eye(len(table))[ids[:, place]] for place, table in enumerate(tables)]
            return np.concatenate([*rows, numbers], axis=1)
            """,
            _ROWS + "return np.concatenate([*rows, numbers[:, :1]], axis=1)",
        ],
        "raises": [
            _ROWS + "return np.concatenate([*rows, numbers])",
            _ROWS + "return np.stack([*rows, numbers], axis=1)",
            "return np.concatenate([tables[ids], numbers], axis=1)",
            """
            rows = [table[ids[place]] for place, table in enumerate(tables)]
            return np.concatenate([*rows, numbers], axis=1)
            """,
        ],
        "type": [
            _ROWS + "return [*rows, numbers]",
            _ROWS + "return np.concatenate([*rows, numbers], axis=1).tolist()",
        ],
        "nothing": [_ROWS + "np.concatenate([*rows, numbers], axis=1)"],
        "changes-argument": [
            """
            ids += 0 * ids + 1
            rows = [table[ids[:, place] - 1] for place, table in enumerate(tables)]
            return np.concatenate([*rows, numbers], axis=1)
            """,
            """
            tables.append(numbers)
            rows = [table[ids[:, place]] for place, table in enumerate(tables[:-1])]
            return np.concatenate([*rows, tables[-1]], axis=1)
            """,
        ],
        "rounded": [
            _ROWS + "return np.concatenate([*rows, numbers], axis=1).round().astype(int)",
        ],
    },
}
WRONG["renumber"] = {
    "order": [
        "return table[new_ids]",
        "return np.take(table, new_ids, axis=0)",
        "return table[np.argsort(np.argsort(new_ids))]",
        "return table[np.argsort(new_ids)][:, ::-1]",
    ],
    "unused": ["return table", "return np.sort(table, axis=0)", "return table.copy()"],
    "reversed": ["return table[np.argsort(-new_ids)]"],
    "shifted": ["return np.roll(table[np.argsort(new_ids)], 1, axis=0)"],
    "raises": [
        "return table[new_ids + 1]",
        "moved = table.copy()\nmoved[:, new_ids] = table\nreturn moved",
        "return table.reindex(new_ids)",
    ],
    "mistake": ["return table + new_ids[:, None]"],
    "transposed": ["return table[np.argsort(new_ids)].T"],
    "changes-argument": [
        """
        for old, new in enumerate(new_ids):
            table[[old, new]] = table[[new, old]]
        return table
        """,
        "table[new_ids] = table.copy()\nreturn table",
    ],
    "nothing": ["moved = np.empty_like(table)\nmoved[new_ids] = table"],
    "dtype": ["moved = np.zeros(table.shape)\nmoved[new_ids] = table\nreturn moved"],
    "type": ["return [table[old] for old in np.argsort(new_ids)]"],
    "one-off": ["return table[np.argsort(new_ids)][1:]"],
}
EQUIVALENT = {"make_ready": {}, "join_rows": {}, "renumber": {}}
