import type { ReactNode } from 'react'
import { useIsLeaving, useSession } from '../api/session.ts'
import { SignIn } from '../pages/sign-in/sign-in.tsx'
import { ProblemNotice } from '../parts/problem-text.tsx'
import { Alone } from './alone.tsx'

/** Pages for whoever is signed in. Others sign in where they are, and are then where they wanted to go. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { data: session, error } = useSession()
  const isLeaving = useIsLeaving()
  if (isLeaving) return null
  if (session !== undefined) return session.state === 'signed-in' ? children : <SignIn session={session} />
  return error === null ? null : <Alone>{<ProblemNotice error={error} />}</Alone>
}
