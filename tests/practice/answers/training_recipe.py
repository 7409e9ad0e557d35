"""Right and wrong answers to the holes of training-recipe."""

RIGHT = {
    "cut_out": [
        """
        rows, columns = np.nonzero(picture >= INK)
        if rows.size == 0:
            return picture.copy()
        return picture[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
        """,
        """
        if picture.max() < 0.1:
            return picture
        box = picture
        for _ in range(4):
            start = int(np.argmax((box >= 0.1).any(axis=1)))
            box = np.rot90(box[start:])
        return box
        """,
        """
        inked = [(r, c) for r, row in enumerate(picture) for c, ink in enumerate(row) if ink >= INK]
        if not inked:
            return picture
        top, left = np.min(inked, axis=0)
        bottom, right = np.max(inked, axis=0)
        return picture[top:bottom + 1, left:right + 1]
        """,
    ],
    "place_by_mass": [
        """
        rows, columns = box.shape
        centre_row = (box * np.arange(rows)[:, None]).sum() / box.sum()
        centre_column = (box * np.arange(columns)).sum() / box.sum()
        top = int(np.clip(np.floor(side / 2 - centre_row + 0.5), 0, side - rows))
        left = int(np.clip(np.floor(side / 2 - centre_column + 0.5), 0, side - columns))
        return np.pad(box, ((top, side - rows - top), (left, side - columns - left)))
        """,
        """
        import math
        square = np.zeros((side, side))
        total = sum(map(sum, box))
        row = sum(r * ink for r, line in enumerate(box) for ink in line) / total
        column = sum(c * ink for line in box for c, ink in enumerate(line)) / total
        top = max(0, min(side - len(box), math.floor(side / 2 - row + 0.5)))
        left = max(0, min(side - len(box[0]), math.floor(side / 2 - column + 0.5)))
        for r, line in enumerate(box):
            for c, ink in enumerate(line):
                square[top + r, left + c] = ink
        return square
        """,
        """
        starts = []
        for ink in (box.sum(axis=1), box.sum(axis=0)):
            centre = np.average(np.arange(len(ink)), weights=ink)
            start = -int(np.ceil(centre - side / 2 - 0.5))
            starts.append(np.clip(start, 0, side - len(ink)))
        square = np.zeros((side, side))
        square[:len(box), :len(box[0])] = box
        return np.roll(square, starts, axis=(0, 1))
        """,
    ],
    "keep_cycle": [
        """
        best = rises = 0
        for cycle in range(1, len(losses)):
            if losses[cycle] < losses[best]:
                best = cycle
            rises = (rises + 1) * int(losses[cycle] > losses[cycle - 1])
            if rises == 2:
                break
        return float(best)
        """,
        """
        risen = np.diff(losses) > 0
        twice = np.flatnonzero(risen[1:] & risen[:-1])
        seen = losses if not len(twice) else losses[:twice[0] + 3]
        return float(np.argmin(seen))
        """,
        """
        seen = [losses[0]]
        for loss in losses[1:]:
            if len(seen) > 2 and seen[-3] < seen[-2] < seen[-1]:
                break
            seen.append(loss)
        return float(seen.index(min(seen)))
        """,
    ],
}
_CUT = """
rows = np.flatnonzero((picture >= INK).any(axis=1))
columns = np.flatnonzero((picture >= INK).any(axis=0))
if len(rows) == 0:
    return picture
"""
_CENTRES = """
rows, columns = box.shape
row = (box.sum(axis=1) * np.arange(rows)).sum() / box.sum()
column = (box.sum(axis=0) * np.arange(columns)).sum() / box.sum()
square = np.zeros((side, side))
"""
_LAY = "square[top:top + rows, left:left + columns] = box\nreturn square"
_CLIP = """
top, left = max(min(top, side - rows), 0), max(min(left, side - columns), 0)
"""
_STOP = """
stop = len(losses) - 1
for cycle in range(2, len(losses)):
    if losses[cycle - 2] < losses[cycle - 1] < losses[cycle]:
        stop = cycle
        break
"""
WRONG = {
    "cut_out": {
        "one-off": [
            _CUT + "return picture[rows[0]:rows[-1], columns[0]:columns[-1] + 1]",
        ],
        "shape": [
            """
            r, c = np.nonzero(picture >= 0.1)
            return picture[r.min():r.max()+1] if len(r) else picture
            """,
            """
            i = picture >= 0.1
            r, c = np.nonzero(i)
            return picture[r[0]:r[-1]+1, c[0]:c[-1]+1] if len(r) else picture
            """,
            _CUT + "return picture[rows[0]:, columns[0]:]",
            _CUT + "return picture[:rows[-1] + 1, :columns[-1] + 1]",
        ],
        "mistake": [
            """
            rows = np.flatnonzero((picture > 0).any(axis=1))
            columns = np.flatnonzero((picture > 0).any(axis=0))
            return picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
            """,
            "return picture[1:-1, 1:-1]",
            "inked = picture >= INK\nreturn picture[inked.any(axis=1)][:, inked.any(axis=0)]",
            _CUT
            + """
box = picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
return np.where(box >= INK, box, 0)
            """,
            _CUT
            + """
return (picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1] >= INK).astype(float)
            """,
        ],
        "raises": [
            _CUT + "return picture[rows[0]:rows[-1] + 1, columns[0], columns[-1] + 1]",
            _CUT + "return picture(rows[0], rows[-1])",
        ],
        "edge": [
            """
            rows = np.flatnonzero((picture >= INK).any(axis=1))
            columns = np.flatnonzero((picture >= INK).any(axis=0))
            return picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
            """,
        ],
        "reduced": [_CUT + "return picture[picture >= INK]"],
        "transposed": [
            """
            i = picture >= 0.1
            r, c = np.flatnonzero(i.any(axis=0)), np.flatnonzero(i.any(axis=1))
            return picture[r[0]:r[-1]+1, c[0]:c[-1]+1] if len(r) else picture
            """,
            _CUT + "return picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].T",
        ],
        "nothing": [
            _CUT + "picture = picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]",
        ],
        "changes-argument": [
            """
            picture[picture < INK] = 0
            rows = np.flatnonzero(picture.any(axis=1))
            columns = np.flatnonzero(picture.any(axis=0))
            if len(rows) == 0:
                return picture
            return picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
            """,
        ],
        "type": [
            _CUT + "return [rows[0], rows[-1] + 1, columns[0], columns[-1] + 1]",
        ],
        "sign": [_CUT + "return -picture[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]"],
    },
    "place_by_mass": {
        "mistake": [
            """
            rows, columns = box.shape
            top, left = (side - rows) // 2, (side - columns) // 2
            square = np.zeros((side, side))
            square[top:top + rows, left:left + columns] = box
            return square
            """,
            _CENTRES + "top = left = 0\n" + _LAY,
            _CENTRES
            + "top, left = min(side // 2, side - rows), min(side // 2, side - columns)\n"
            + _LAY,
            _CENTRES + "top, left = int(row + 0.5), int(column + 0.5)\n" + _LAY,
            _CENTRES
            + "top, left = int(np.ceil(side / 2 - row)), int(np.ceil(side / 2 - column))"
            + _CLIP
            + _LAY,
            _CENTRES + "top = left = int(np.floor(side / 2 - row + 0.5))" + _CLIP + _LAY,
        ],
        "rounded": [
            """
            rows, columns = box.shape
            row = (box.sum(axis=1) * np.arange(rows)).sum() / box.sum()
            column = (box.sum(axis=0) * np.arange(columns)).sum() / box.sum()
            square = np.zeros((side, side))
            top, left = side // 2 - round(row), side // 2 - round(column)
            top = min(max(int(top), 0), side - rows)
            left = min(max(int(left), 0), side - columns)
            square[top:top+rows, left:left+columns] = box
            return square
            """,
            """
            rows, columns = box.shape
            row = (box.sum(axis=1) * np.arange(rows)).sum() / box.sum()
            column = (box.sum(axis=0) * np.arange(columns)).sum() / box.sum()
            square = np.zeros((side, side))
            top, left = side // 2 - int(row), side // 2 - int(column)
            top = min(max(int(top), 0), side - rows)
            left = min(max(int(left), 0), side - columns)
            square[top:top+rows, left:left+columns] = box
            return square
            """,
            _CENTRES + "top, left = int(side / 2 - row), int(side / 2 - column)" + _CLIP + _LAY,
        ],
        "sign": [
            _CENTRES
            + "top, left = int(side / 2 + row + 0.5), int(side / 2 + column + 0.5)"
            + _CLIP
            + _LAY,
        ],
        "transposed": [
            _CENTRES
            + "top, left = int(side / 2 - column + 0.5), int(side / 2 - row + 0.5)"
            + _CLIP
            + _LAY,
            _CENTRES
            + "top, left = int(side / 2 - row + 0.5), int(side / 2 - column + 0.5)"
            + _CLIP
            + _LAY
            + ".T",
        ],
        "ties": [
            _CENTRES
            + "top, left = int(np.rint(side / 2 - row)), int(np.rint(side / 2 - column))"
            + _CLIP
            + _LAY,
            _CENTRES + "top, left = round(side / 2 - row), round(side / 2 - column)" + _CLIP + _LAY,
        ],
        "shifted": [
            _CENTRES
            + "top, left = int(side / 2 - row + 1.5), int(side / 2 - column + 1.5)"
            + _CLIP
            + _LAY,
        ],
        "edge": [
            _CENTRES
            + "top, left = int(side / 2 - row + 0.5), int(side / 2 - column + 0.5)\n"
            + _LAY,
        ],
        "shape": [
            "return np.pad(box, side // 2)",
            _CENTRES
            + "top, left = int(side / 2 - row + 0.5), int(side / 2 - column + 0.5)\n"
            + "return np.pad(box, ((top, 0), (left, 0)))",
        ],
        "raises": [
            _CENTRES + "top, left = side / 2 - row, side / 2 - column\n" + _LAY,
            _CENTRES + "square[int(row):, int(column):] = box\nreturn square",
        ],
        "nothing": [_CENTRES + "square[:rows, :columns] = box"],
        "changes-argument": [
            """
            box /= box.sum()
            row = (box.sum(axis=1) * np.arange(len(box))).sum()
            column = (box.sum(axis=0) * np.arange(len(box[0]))).sum()
            return np.zeros((side, side))
            """,
        ],
        "type": [
            _CENTRES
            + "top, left = int(side / 2 - row + 0.5), int(side / 2 - column + 0.5)\n"
            + "return [top, left]",
        ],
    },
    "keep_cycle": {
        "mistake": [
            """
            for c in range(2, len(losses)):
                if losses[c] > losses[c-1] and losses[c] > losses[c-2]:
                    return int(np.argmin(losses[:c+1]))
            return int(np.argmin(losses))
            """,
            "return float(np.argmin(losses))",
            _STOP + "return float(stop)",
            _STOP + "return float(stop - 1)",
            """
            best = 0
            for cycle in range(1, len(losses)):
                if losses[cycle] < losses[best]:
                    best = cycle
                elif cycle - best >= 2:
                    break
            return float(best)
            """,
            _STOP + "return float(stop + 1)",
            _STOP + "return float(max(stop - 2, 0))",
            _STOP + "return float(losses[:stop + 1].min())",
            """
            stop = len(losses)
            for cycle in range(1, len(losses)):
                if losses[cycle] > losses[cycle - 1]:
                    stop = cycle
                    break
            return float(np.argmin(losses[:stop]))
            """,
            """
            rises = 0
            for cycle in range(1, len(losses)):
                rises += losses[cycle] > losses[cycle - 1]
                if rises == 2:
                    return float(np.argmin(losses[:cycle + 1]))
            return float(np.argmin(losses))
            """,
            "return float(len(losses) - 1)",
        ],
        "offset": [
            """
            for c in range(2, len(losses)):
                if losses[c-2] < losses[c-1] < losses[c]:
                    return int(np.argmin(losses[1:c+1]))
            return int(np.argmin(losses))
            """,
            _STOP + "return float(np.argmin(losses[:stop + 1])) + 1",
        ],
        "ties": [
            """
            for cycle in range(2, len(losses)):
                if losses[cycle - 2] <= losses[cycle - 1] <= losses[cycle]:
                    return float(np.argmin(losses[:cycle + 1]))
            return float(np.argmin(losses))
            """,
            _STOP
            + """
seen = losses[:stop + 1]
return float(len(seen) - 1 - np.argmin(seen[::-1]))
            """,
        ],
        "edge": [
            _STOP + "return float(np.argmin(losses[1:stop + 1])) + 1 if stop else 0.0",
            """
            for cycle in range(2, len(losses)):
                if losses[cycle - 2] < losses[cycle - 1] < losses[cycle]:
                    return float(np.argmin(losses[:cycle]))
            return float(len(losses) - 1)
            """,
        ],
        "nothing": [
            """
            for cycle in range(2, len(losses)):
                if losses[cycle - 2] < losses[cycle - 1] < losses[cycle]:
                    return float(np.argmin(losses[:cycle]))
            """,
        ],
        "reduced": [_STOP + "return losses[:stop + 1]"],
        "raises": ["return float(losses.index(min(losses)))"],
        "type": [_STOP + "return str(np.argmin(losses[:stop + 1]))"],
        "example-only": ["return 5.0"],
    },
}
EQUIVALENT = {
    "cut_out": {},
    "place_by_mass": {},
    "keep_cycle": {},
}
