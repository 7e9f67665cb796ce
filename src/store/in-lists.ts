/** Lengths of the lists in `in (…)`: a list is filled up with its last value, so that few statements exist and stay prepared. */
const LENGTHS = [1, 8, 64, 512] as const

/** Cuts `values` (repetitions left out) into lists for `in (…)`, runs `query` for each and joins what it found. */
export async function inLists<Row>(values: readonly string[], query: (list: readonly string[]) => Promise<Row[]>): Promise<Row[]> {
  const distinct = [...new Set(values)]
  const found: Row[] = []
  const most = LENGTHS[LENGTHS.length - 1] ?? 1
  for (let at = 0; at < distinct.length; at += most) {
    for (const row of await query(filled(distinct.slice(at, at + most)))) found.push(row)
  }
  return found
}

function filled(values: readonly string[]): readonly string[] {
  const length = LENGTHS.find((one) => one >= values.length) ?? values.length
  const last = values[values.length - 1] ?? ''
  return length === values.length ? values : [...values, ...Array.from({ length: length - values.length }, () => last)]
}
