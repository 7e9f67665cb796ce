export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

const KEY = 'tongbu.theme'

/** What was chosen in this browser. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return THEMES.find((each) => each === kept) ?? 'system'
}

/** Shows everything so from now on, in this browser. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  document.documentElement.dataset['theme'] = theme
}

document.documentElement.dataset['theme'] = chosenTheme()
