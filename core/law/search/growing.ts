type Numbers = Uint32Array | Uint16Array

/** A row of whole numbers that grows at its end without a copy for each. */
export type Growing<T extends Numbers = Uint32Array> = { data: T; length: number }

/** A growing row, empty or holding what was saved. */
export function growing(saved?: Uint32Array): Growing {
  if (saved === undefined) return { data: new Uint32Array(16), length: 0 }
  return { data: saved, length: saved.length }
}

/** The same for numbers below 65,536, in half the room. */
export function growingShort(saved?: Uint16Array): Growing<Uint16Array> {
  if (saved === undefined) return { data: new Uint16Array(16), length: 0 }
  return { data: saved, length: saved.length }
}

export function append<T extends Numbers>(row: Growing<T>, value: number): void {
  if (row.length === row.data.length) row.data = larger(row.data)
  row.data[row.length] = value
  row.length += 1
}

/** What the row holds, without the room behind it. */
export function held<T extends Numbers>(row: Growing<T>): T {
  return row.data.subarray(0, row.length) as T
}

function larger<T extends Numbers>(data: T): T {
  const room = Math.ceil(data.length * 1.5) + 16
  const roomier = data.BYTES_PER_ELEMENT === 4 ? new Uint32Array(room) : new Uint16Array(room)
  roomier.set(data)
  return roomier as T
}
