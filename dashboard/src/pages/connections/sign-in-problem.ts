/** Why Microsoft refuses the sign-in of a person, as far as there are words for it. */
const PROBLEMS = ['sign-in-missing', 'sign-in-expired', 'mfa-needed', 'policy-refuses', 'user-disabled', 'user-unknown', 'consent-missing', 'permission-missing', 'declined', 'redirect-wrong', 'code-spent', 'app-unknown', 'tenant-unknown', 'secret-missing', 'refused'] as const

export type SignInProblem = (typeof PROBLEMS)[number]

export const isSignInProblem = (word: string): word is SignInProblem => (PROBLEMS as readonly string[]).includes(word)
