export const frame = {
  skip: 'Skip to the content',
  menu: 'Menu',
  language: 'Language',
  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  navigation: { label: 'Pages', pairs: 'Pairs' },
  loading: 'Loading…',
  failed: { title: 'This could not be loaded', again: 'Try again' },
  notFound: { title: 'There is no such page', back: 'To the overview' },
}
