import type { Writer } from './writer.ts'

/** ufw of Debian and Ubuntu, and ufw-docker. */
export const ufw: Writer = {
  name: 'ufw',
  chains: [
    { name: /^ufw6?-user-(input|forward|output)$/, about: 'rules given by `ufw allow`, `ufw deny`, `ufw route`' },
    { name: /^ufw6?-user-limit/, about: 'rules given by `ufw limit`' },
    { name: /^ufw6?-user-logging/, about: 'logging of rules given by the user' },
    { name: /^ufw6?-before-logging/, about: 'logging of every new connection' },
    { name: /^ufw6?-after-logging/, about: 'logging of what nothing else took' },
    { name: /^ufw6?-before-/, about: 'what ufw lets through in any case (/etc/ufw/before.rules)' },
    { name: /^ufw6?-after-/, about: 'what ufw drops without logging (/etc/ufw/after.rules)' },
    { name: /^ufw6?-reject-/, about: 'rejects, when that is the default' },
    { name: /^ufw6?-track-/, about: 'tracks connections that the default lets through' },
    { name: /^ufw6?-not-local$/, about: 'drops what is addressed to nobody here' },
    { name: /^ufw6?-skip-to-policy-/, about: 'applies the default' },
    { name: /^ufw6?-logging-(allow|deny)$/, about: 'logging' },
    { name: /^ufw-docker-logging-deny$/, about: 'ufw-docker: logs and drops' },
    { name: /^ufw6?-/, about: 'a chain of ufw' },
  ],
}
