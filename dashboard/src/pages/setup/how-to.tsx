import type { ReactNode } from 'react'
import styles from './how-to.module.css'

/** What to do in the vendor's console, in order. */
export function HowTo({ title, steps }: { readonly title: string; readonly steps: readonly ReactNode[] }) {
  return (
    <details className={styles['all']} open>
      <summary>{title}</summary>
      <ol className={styles['steps']}>
        {steps.map((step, at) => (
          <li key={at}>{step}</li>
        ))}
      </ol>
    </details>
  )
}

/** What most people need not look at. */
export function Aside({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className={styles['all']}>
      <summary>{title}</summary>
      <div className={styles['inside']}>{children}</div>
    </details>
  )
}

/** Why something is asked for. */
export const Why = ({ children }: { readonly children: ReactNode }) => <p className={styles['why']}>{children}</p>
