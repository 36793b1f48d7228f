"""Catalogue -> both indexes: kept in step or built anew; and which process may do it, by a lock and by leases."""
