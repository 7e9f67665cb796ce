const NO_CHARSET = 'text beyond ASCII, and no charset that says what it is'
const NO_RECIPIENT = 'a recipient that is no address'
const QUOTED_AT = 'an address with an @ in quotes, which Graph is not given'
const BARE_ID = 'a Message-ID without brackets and with blanks, which every program ends elsewhere'

/** Real mails that no two programs read alike, by their name in the corpus, and why. A rebuilt copy of them says something else to somebody. */
export const ILL_FORMED: Readonly<Record<string, string>> = {
  'easy-ham-2/00157.bc9f30a8cf071135d4f3145a15013f72.txt': 'a reference within a reference',
  'easy-ham-2/01311.b6a06b3e24130a32172b4c5225a1d5a6.txt': 'a delivery report, which one program shows as text and another as a file',
  'easy-ham-2/01325.d94c9e1cca235f9f1bcecf469954490f.txt': NO_RECIPIENT,
  'hard-ham-1/00247.42534d5df0700cb2adf240556c539947.txt': NO_RECIPIENT,
  'spam-1/00133.17dccf2499a4245b83890e0784c43499.txt': NO_RECIPIENT,
  'spam-1/00237.9cee6fd8bdd653d21d92158e702adf50.txt': BARE_ID,
  'spam-1/00263.13fc73e09ae15e0023bdb13d0a010f2d.txt': NO_CHARSET,
  'spam-1/00319.a99dff9c010e00ec182ed5701556d330.txt': QUOTED_AT,
  'spam-1/00323.9e36bf05304c99f2133a4c03c49533a9.txt': NO_CHARSET,
  'spam-1/00467.5b733c506b7165424a0d4a298e67970f.txt': 'parts whose boundary is not the one that was told',
  'spam-1/00481.5c95b526e965fa325044123c4ce29c1f.txt': NO_CHARSET,
  'spam-2/00135.9996d6845094dcec94b55eb1a828c7c4.txt': 'a sender that is no address',
  'spam-2/00423.41a02b6bb464b0bd04ac8a40e6001c3e.txt': BARE_ID,
  'spam-2/00677.e0d5d8da6dcaeba7ba6e2cff4569c72f.txt': QUOTED_AT,
  'spam-2/00737.af5f503fe444ae773bfeb4652d122349.txt': NO_CHARSET,
  'spam-2/00929.008a60368b7623f11c7bb95826eb7366.txt': NO_RECIPIENT,
  'spam-2/01015.814d23a39e0a68a8706ef9b1ce2c7791.txt': BARE_ID,
  'spam-2/01065.9ecef01b01ca912fa35453196b4dae4c.txt': NO_CHARSET,
  'spam-2/01227.04a4f94c7a73b29cb56bf38c7d526116.txt': NO_CHARSET,
  'spam-2/01245.ce437204a2dfc9109003491e7812fc7f.txt': BARE_ID,
}
