import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './stack.module.css'

/** Parts beside each other, broken into lines where there is no room. */
export const Row = ({ children, isSpread = false }: { readonly children: ReactNode; readonly isSpread?: boolean }) => <div className={classes(styles['row'], isSpread && styles['spread'])}>{children}</div>

/** Parts one below the other. */
export const Stack = ({ children, isTight = false }: { readonly children: ReactNode; readonly isTight?: boolean }) => <div className={classes(styles['stack'], isTight && styles['tight'])}>{children}</div>

/** Less important than what is around it. */
export const Quiet = ({ children }: { readonly children: ReactNode }) => <span className={styles['quiet']}>{children}</span>
