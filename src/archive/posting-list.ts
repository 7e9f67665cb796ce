/** The least size of a list in bytes; beyond it sizes are powers of two, so that a size tells only roughly how many are in it. */
const LEAST_BYTES = 16

/** Ascending numbers in few bytes: how many they are, then the steps from one to the next, seven bits a byte (LEB128). */
export function encodeList(numbers: readonly number[]): Buffer {
  const bytes: number[] = []
  const put = (number: number): void => {
    let rest = number
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
    bytes.push(rest)
  }
  put(numbers.length)
  let last = 0
  for (const number of numbers) {
    put(number - last)
    last = number
  }
  const padded = Buffer.alloc(Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes.length))))
  padded.set(bytes)
  return padded
}

/** Reads what `encodeList` wrote. */
export function decodeList(bytes: Buffer): number[] {
  let at = 0
  const take = (): number => {
    let number = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      number += (byte & 127) * scale
      if (byte < 128) return number
    }
  }
  const count = take()
  const numbers: number[] = []
  let last = 0
  for (let n = 0; n < count; n++) numbers.push((last += take()))
  return numbers
}

/** The numbers that are in every list. Each list is ascending. */
export function inAll(lists: readonly (readonly number[])[]): number[] {
  const [shortest = [], ...others] = [...lists].sort((a, b) => a.length - b.length)
  const sets = others.map((list) => new Set(list))
  return shortest.filter((number) => sets.every((set) => set.has(number)))
}
