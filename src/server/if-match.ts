import { z } from 'zod'

/** Headers of a change that is not to overwrite what nobody has seen. */
export const ifMatch = z.object({ 'if-match': z.string().max(200).optional().meta({ description: 'The `etag` of what was seen: what is another by now is not overwritten (412)' }) })

/** What it has to be still; nothing where anything will do. */
export const matchOf = (header: string | undefined): string | undefined => (header === '*' ? undefined : header?.replace(/^W\//, ''))
