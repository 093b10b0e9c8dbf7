/*
 * Replaces a table of iptables-legacy: the argument is 4 or 6, the standard input a struct ipt_replace (ip6t_replace) whose pointer to
 * the old counters is filled in here.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <linux/netfilter_ipv4/ip_tables.h>

int main(int argc, char **argv)
{
	static _Alignas(16) char table[1 << 20];
	struct ipt_replace *replace = (struct ipt_replace *)table;
	int six = argc > 1 && strcmp(argv[1], "6") == 0;
	size_t length = 0;
	ssize_t got;

	while ((got = read(0, table + length, sizeof(table) - length)) > 0)
		length += got;
	replace->counters = calloc(replace->num_counters, sizeof(struct xt_counters));
	int fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
	return setsockopt(fd, six ? 41 : 0, IPT_SO_SET_REPLACE, table, length) == 0 ? 0 : 1;
}
