/** Why the signal of a command was aborted. */
export class Stopped extends Error {
  override readonly name = 'AbortError'
  readonly exitCode: number

  constructor(exitCode: number) {
    super('stopped')
    this.exitCode = exitCode
  }
}
