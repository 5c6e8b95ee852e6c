-- Who is near a store is asked at each of its pulls.

create index store_place on store (lat, lon);
