import { Link } from 'wouter'
import styles from './brand.module.css'

/** Whose page this is, and the way to the first one. */
export const Brand = () => (
  <Link className={styles['brand']} href="/">
    <img src="/icon.svg" alt="" width="28" height="28" />
    Tongbu
  </Link>
)
