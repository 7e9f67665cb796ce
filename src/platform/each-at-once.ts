/** Does `work` for everything that `source` yields, for up to `width` of it at once. The first failure ends the source, and is thrown once nothing is under way. */
export async function eachAtOnce<Value>(source: AsyncGenerator<Value>, width: number, work: (value: Value) => Promise<void>): Promise<void> {
  const workers = Array.from({ length: width }, async () => {
    for await (const value of source) await work(value)
  })
  const ended = await Promise.allSettled(workers)
  const failed = ended.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
