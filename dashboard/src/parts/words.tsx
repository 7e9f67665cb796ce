interface WordsProps {
  /** Names and commands stand between backticks. */
  readonly text: string
}

/** A sentence in which names and commands look like what they are. */
export function Words({ text }: WordsProps) {
  return <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part))}</>
}
