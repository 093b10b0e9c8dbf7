/** How a request names a network namespace. */
export const namespaceParameter = {
  type: 'string',
  minLength: 1,
  description: '`host`, an inode as `lsns` shows it, a name of `ip netns`, or a container by name or id',
} as const
