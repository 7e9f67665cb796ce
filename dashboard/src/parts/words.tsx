import styles from './words.module.css'

interface WordsProps {
  /** Names and commands stand between backticks. */
  readonly text: string
}

/** A sentence in which names and commands look like what they are. */
export const Words = ({ text }: WordsProps) => <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{wholeWords(part)}</code> : part))}</>

/** What has room on every line. */
const SHORT = 24

/** A browser ends lines after dashes: an option would be in two parts, and neither of them one. */
const wholeWords = (command: string) => command.split(/( )/).map((word, at) => (word.includes('-') && word.length <= SHORT ? <span key={at} className={styles['whole']}>{word}</span> : word))
