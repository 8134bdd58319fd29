select referral_id, cluster_key as cluster from {bridge}
