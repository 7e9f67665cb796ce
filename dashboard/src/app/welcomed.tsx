import type { ReactNode } from 'react'
import { Redirect, useLocation } from 'wouter'
import { useTrialState } from '../pages/try-it/trial.ts'

/** Where nothing is connected yet, the first page says what can be done about it. */
export function Welcomed({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation()
  const { data: state, isPending } = useTrialState()
  if (path !== '/') return children
  if (isPending) return null
  return state?.isConnected === false ? <Redirect to="/welcome" /> : children
}
