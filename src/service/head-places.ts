import type { HeadPlaceName, ToldHead } from '../domain/audit-head.ts'
import type { AppendFile } from '../platform/append-file.ts'
import type { Http } from '../platform/http.ts'

/** A place outside that keeps heads of the audit. */
export interface HeadPlace {
  readonly name: HeadPlaceName
  /** Answers what kept them from arriving, as half a sentence that is safe to show; nothing once they did. Rejects only with the reason of `signal`. */
  tell(heads: readonly ToldHead[], signal: AbortSignal): Promise<string | undefined>
}

export interface HeadPlacesOptions {
  readonly headUrl?: string | undefined
  readonly headFile?: string | undefined
  readonly http: Http
  readonly appendFile: AppendFile
  /** What a failure of the network means, as half a sentence. */
  readonly trouble: (cause: unknown) => string | undefined
}

const TIMEOUT_MS = 30_000

/** Every place that is configured. */
export function headPlaces({ headUrl, headFile, http, appendFile, trouble }: HeadPlacesOptions): readonly HeadPlace[] {
  const address: HeadPlace['tell'] = async (heads, signal) => {
    const request = { method: 'POST', url: headUrl ?? '', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ heads }), timeoutMs: TIMEOUT_MS } as const
    const outcome = await http(request, signal)
    if (outcome.kind === 'lost') return trouble(outcome.cause) ?? 'no answer'
    await outcome.body.dispose()
    return outcome.status >= 200 && outcome.status < 300 ? undefined : `answered ${outcome.status}`
  }
  const file: HeadPlace['tell'] = async (heads) => {
    try {
      await appendFile(headFile ?? '', heads.map((head) => `${JSON.stringify(head)}\n`).join(''))
      return undefined
    } catch (error) {
      return `cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`
    }
  }
  return [...(headUrl === undefined ? [] : [{ name: 'headUrl', tell: address } as const]), ...(headFile === undefined ? [] : [{ name: 'headFile', tell: file } as const])]
}
