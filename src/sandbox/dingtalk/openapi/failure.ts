/** A call that is refused. The vendor publishes no catalogue of codes: these are ours, in the look of the one known. */
export class ApiFailure extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message = code) {
    super(message)
    this.status = status
    this.code = code
  }

  /** The body that two clients agree on. */
  get body(): Record<string, string> {
    return { detailErrorCode: this.code, message: this.message, developerMessage: `${this.code}: ${this.message}` }
  }
}

export const badRequest = (code: string, message?: string): ApiFailure => new ApiFailure(400, code, message)
export const notFound = (code: string): ApiFailure => new ApiFailure(404, code)
