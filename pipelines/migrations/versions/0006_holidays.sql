-- The public holidays of LIFETRACER_COUNTRY for the years of the data, as the transform last read them from its library.
create table raw.holidays (
    country text not null,
    holiday_date date not null,
    name text not null,
    primary key (country, holiday_date)
);
