/** Why Microsoft refuses a sign-in; `refused` stands for what is not among them. */
const PROBLEMS = ['sign-in-missing', 'sign-in-expired', 'mfa-needed', 'policy-refuses', 'user-disabled', 'user-unknown', 'consent-missing', 'permission-missing', 'declined', 'redirect-wrong', 'code-spent', 'app-unknown', 'tenant-unknown', 'secret-missing', 'app-disabled', 'secret-wrong', 'secret-is-id', 'secret-expired', 'certificate-unknown', 'certificate-expired', 'clock-wrong', 'scope-wrong', 'state-wrong', 'device-code-expired', 'device-code-wrong', 'device-flow-off', 'refused'] as const

export type SignInProblem = (typeof PROBLEMS)[number]

export const isSignInProblem = (word: string): word is SignInProblem => (PROBLEMS as readonly string[]).includes(word)
