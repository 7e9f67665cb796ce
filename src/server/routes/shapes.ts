import { z } from 'zod'

/** Times as people type them and as the API tells them: a day, or a moment. */
export const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text).toISOString().replace(/\.\d+Z$/, 'Z'))

export const side = z.enum(['left', 'right'])
/** The answer to whoever begins long work. */
export const began = z.object({ job: z.string().meta({ description: 'See /jobs/{id}' }) }).meta({ id: 'Began' })
