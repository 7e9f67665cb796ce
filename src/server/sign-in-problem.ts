import type { SyncError } from '../domain/errors.ts'

/** Which refusal of Microsoft an error comes from, by the id that the words of the dashboard go by. */
export const signInProblemIn = ({ cause }: SyncError): string | undefined => (typeof cause === 'object' && cause !== null && 'signInProblem' in cause ? String(cause.signInProblem) : undefined)
