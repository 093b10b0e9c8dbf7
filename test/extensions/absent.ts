/** Structs of our tables that the installed headers (Linux 6.1) do not have, and why. */
export const absentStructs: { readonly [struct: string]: string } = {
  ipt_iprange_info: 'removed in Linux 2.6.39; iptables still has it',
  xt_connmark_info: 'removed in Linux 2.6.37; iptables still has it',
}
