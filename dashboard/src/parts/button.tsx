import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Link } from 'wouter'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './button.module.css'

/** `primary`: what the page is for, once at most. `plain`: anything else. `quiet`: among others of its kind. `danger`: what is not easily taken back. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

interface Look {
  readonly kind?: ButtonKind
  readonly icon?: IconName
  readonly children?: ReactNode
  /** Lower, for rows of a table. */
  readonly isSmall?: boolean
}

type ButtonProps = Look &
  Omit<ComponentPropsWithRef<'button'>, 'children'> & {
    /** What it did last is still being done. */
    readonly isBusy?: boolean
  }

const look = ({ kind = 'plain', isSmall = false, children }: Look): string => classes(styles['button'], styles[kind], isSmall && styles['small'], children === undefined && styles['alone'])

/** Does something. Without text it needs an `aria-label`. */
export function Button({ kind, icon, isSmall, isBusy = false, children, className, disabled, ...others }: ButtonProps) {
  return (
    <button type="button" {...others} className={classes(look({ ...(kind === undefined ? {} : { kind }), ...(isSmall === undefined ? {} : { isSmall }), children }), className)} disabled={disabled === true || isBusy} aria-busy={isBusy || undefined}>
      {isBusy ? <span className={styles['turning']} aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** Leads somewhere, and looks like a button. `href` beginning with `http` or ending as a file opens as the browser does. */
export function ButtonLink({ href, icon, isDownload = false, ...of }: Look & { readonly href: string; readonly isDownload?: boolean }) {
  const inside = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {of.children}
    </>
  )
  if (isDownload || href.startsWith('http'))
    return (
      <a className={look(of)} href={href} {...(isDownload ? { download: true } : { target: '_blank', rel: 'noreferrer' })}>
        {inside}
      </a>
    )
  return (
    <Link className={look(of)} href={href}>
      {inside}
    </Link>
  )
}
