import type * as schema from '../../api/schema.ts'

/** A list that the API says is never empty arrives as a plain one. */
type Plain<Value> = { [Key in keyof Value]: NonNullable<Value[Key]> extends readonly (infer Each)[] ? Each[] : Value[Key] }

export type WatchRule = Plain<schema.WatchRule>
export type AlertChannel = Plain<schema.AlertChannel>
export type Webhook = Plain<schema.Webhook>
