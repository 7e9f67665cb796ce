/**
 * Real mails that two programs read differently and that show no sign of it, by their name in the corpus, and why. Rebuilt, they say
 * something else to one of the two. (Mail that is plainly broken carries its original.)
 */
export const ILL_FORMED: Readonly<Record<string, string>> = {
  'easy-ham-2/00157.bc9f30a8cf071135d4f3145a15013f72.txt': 'a reference within a reference',
  'easy-ham-2/00186.d42c074a7cb6f93949c3723b90e05eef.txt': 'a reference within a reference',
  'spam-2/00204.4cf15f97b8ea08bfafab7d5091b8fbe7.txt': 'a text whose type one program does not understand and shows as a file',
}
