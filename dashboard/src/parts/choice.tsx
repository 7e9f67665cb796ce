import styles from './choice.module.css'

interface ChoiceProps<Value extends string> {
  /** Read aloud, not shown. */
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChoose: (value: Value) => void
}

/** One of a few, in a small list of the system's own kind. */
export function Choice<Value extends string>({ label, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <select
      className={styles['choice']}
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const next = options.find(([each]) => each === event.target.value)
        if (next !== undefined) onChoose(next[0])
      }}
    >
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  )
}
