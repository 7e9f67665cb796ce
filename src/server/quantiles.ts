/** How many values there are, and what half and 95 % of them do not exceed. Nothing where there are none. */
export function quantilesOf(values: readonly number[]): { readonly count: number; readonly p50: number; readonly p95: number } | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return { count: values.length, p50: at(0.5), p95: at(0.95) }
}
