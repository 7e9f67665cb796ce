import { z } from 'zod'

/** What is said of one option wherever it is shown: the example, the reference page and error messages. */
export interface OptionHelp {
  /** One or two sentences for whoever writes the file. */
  readonly help: string
  /** What the example shows where there is no default. */
  readonly example?: string | number | boolean
  /** Never printed; may be read from a file named by the option with `File` after its name, or be given sealed by the one with `Sealed`. */
  readonly secret?: true
  /** May be left out, and the example shows it as given all the same. */
  readonly shown?: true
}

/** The help of `schema`, if it is an option or a group of options. */
export function optionHelp(schema: z.ZodType): OptionHelp | undefined {
  const meta = schema.meta()
  return typeof meta?.['help'] === 'string' ? (meta as unknown as OptionHelp) : undefined
}

/** Any text that is not empty. */
export const text = (about: OptionHelp) => z.string('must be text').trim().min(1, 'must not be empty').meta({ ...about })

/** Text that is never shown. */
export const secret = (help: string, example: string, shown = false) => z.string('must be text').min(1, 'must not be empty').meta({ help, example, secret: true, ...(shown ? { shown } : {}) })

/** A day, as `2026-01-01`. */
export const day = (about: OptionHelp) => z.string('must be a day, such as 2026-01-01').regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a day, such as 2026-01-01').meta({ ...about })

/** A mail address. */
export const address = (help: string, example: string) =>
  z.string('must be text').trim().regex(/^[^@\s]+@[^@\s]+$/, 'must be a mail address, such as anna@example.com').meta({ help, example })

/** An `http` or `https` address without a slash at its end. */
export const url = (help: string, example?: string) =>
  z
    .string('must be text')
    .regex(/^https?:\/\/[^\s/]+\S*$/, 'must be an address that begins with https:// or http://')
    .transform((value) => value.replace(/\/+$/, ''))
    .meta({ help, ...(example === undefined ? {} : { example }) })

/** An address that others reach us at: encrypted, except on this machine. Without a slash at its end. */
export const publicUrl = (about: OptionHelp) =>
  z
    .string('must be text')
    .regex(/^(https:\/\/[^\s/?#]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)(\/[^\s?#]*)?$/, 'must be an address that begins with https://')
    .transform((value) => value.replace(/\/+$/, ''))
    .meta({ ...about })

/** A whole number; text of digits is taken too, as the environment knows only text. */
export const whole = (range: { min: number; max: number }, about: OptionHelp) => {
  const message = `must be a whole number from ${range.min} to ${range.max}`
  return z
    .preprocess((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value), z.int(message).min(range.min, message).max(range.max, message))
    .meta({ ...about })
}

/** `true` or `false`; the words are taken as text too. */
export const yesOrNo = (about: OptionHelp) =>
  z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean('must be true or false')).meta({ ...about })

/** One of a few words. */
export const choice = <const Word extends string>(words: readonly [Word, ...Word[]], about: OptionHelp) =>
  z.enum(words, `must be ${words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`}`).meta({ ...about })
