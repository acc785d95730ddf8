SET check_function_bodies = off;
INSERT INTO analyzer.estimates VALUES
	('2026-05-08 08:00:00+00', '2026-05-09', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-10', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-11', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-12', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-13', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-14', 'Work', 140, 100, 180, 'mean_day_type'),
	('2026-05-08 08:00:00+00', '2026-05-15', 'Work', 140, 100, 180, 'mean_day_type');
INSERT INTO app.targets VALUES
	('37491c62-acc0-4051-a4eb-2adb0d6ba69c', 'Work', 'all', 120, 'more', 1, '', '2026-04-20 00:00:00+00', NULL, 1),
	('0b880942-98a0-4901-8a9e-b20bbfb6176f', 'Work', 'holiday', 30, 'more', 1, '', '2026-04-20 00:00:00+00', NULL, 1);
INSERT INTO raw.category_mapping VALUES
	(2, 'project_name', 'Client A', 'Work'),
	(3, 'project_name', 'Bed', 'Sleep');
INSERT INTO raw.holidays VALUES
	('DE', '2025-01-01', 'New Year''s Day'),
	('DE', '2025-04-18', 'Good Friday'),
	('DE', '2025-04-21', 'Easter Monday'),
	('DE', '2025-05-01', 'Labor Day'),
	('DE', '2025-05-29', 'Ascension Day'),
	('DE', '2025-06-09', 'Pentecost Monday'),
	('DE', '2025-10-03', 'German Unity Day'),
	('DE', '2025-12-25', 'Christmas Day'),
	('DE', '2025-12-26', 'Second Day of Christmas'),
	('DE', '2026-01-01', 'New Year''s Day'),
	('DE', '2026-04-03', 'Good Friday'),
	('DE', '2026-04-06', 'Easter Monday'),
	('DE', '2026-05-01', 'Labor Day'),
	('DE', '2026-05-14', 'Ascension Day'),
	('DE', '2026-05-25', 'Pentecost Monday'),
	('DE', '2026-10-03', 'German Unity Day'),
	('DE', '2026-12-25', 'Christmas Day'),
	('DE', '2026-12-26', 'Second Day of Christmas'),
	('DE', '2027-01-01', 'New Year''s Day'),
	('DE', '2027-03-26', 'Good Friday'),
	('DE', '2027-03-29', 'Easter Monday'),
	('DE', '2027-05-01', 'Labor Day'),
	('DE', '2027-05-06', 'Ascension Day'),
	('DE', '2027-05-17', 'Pentecost Monday'),
	('DE', '2027-10-03', 'German Unity Day'),
	('DE', '2027-12-25', 'Christmas Day'),
	('DE', '2027-12-26', 'Second Day of Christmas');
INSERT INTO raw.sync_state VALUES
	('toggl_csv', '{}', '2026-05-11 08:00:00+00', '{"rows": 66, "person": "ann (ann@example.invalid)", "deleted": 0, "entries": 66, "updated": 0, "inserted": 66, "projects": 3, "last_date": "2026-05-10", "unchanged": 0, "first_date": "2026-04-13", "last_end_at": "2026-05-11T04:15:00Z", "ahead_seconds": 0, "empty_entries": 0, "skipped_lines": 0, "first_start_at": "2026-04-13T07:00:00Z", "logged_seconds": 1094400, "counted_seconds": 1094400, "overlap_seconds": 0}', NULL, NULL, NULL, NULL);
INSERT INTO raw.sync_windows VALUES
	('toggl_csv', 'time_entries', '2026-04-13 07:00:00+00', '2026-05-11 04:15:00+00', '2026-05-11 08:00:00+00', 0);
INSERT INTO raw.toggl_csv__time_entries VALUES
	('bf0b742fd6d84749e9c0300d1b414385:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-04-13", "End time": "10:30:00", "ended_at": "2026-04-13T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-13", "Start time": "09:00:00", "started_at": "2026-04-13T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('cedb5476421a69a544f69811c0f9f281:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-14", "End time": "06:15:00", "ended_at": "2026-04-14T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-13", "Start time": "22:45:00", "started_at": "2026-04-13T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('f0101df0ce75b43874f30523872c2c0f:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-13", "End time": "19:00:00", "ended_at": "2026-04-13T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-13", "Start time": "18:00:00", "started_at": "2026-04-13T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('e0a27ba72907c9427fe8ec2da529ade1:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-04-14", "End time": "11:30:00", "ended_at": "2026-04-14T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-14", "Start time": "09:00:00", "started_at": "2026-04-14T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('d69bb7119ef5df5fe9fbe184be75225f:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-15", "End time": "06:15:00", "ended_at": "2026-04-15T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-14", "Start time": "22:45:00", "started_at": "2026-04-14T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c5ed0a35cd1c68f0e7f62ac626b3fa39:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-04-15", "End time": "12:30:00", "ended_at": "2026-04-15T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-15", "Start time": "09:00:00", "started_at": "2026-04-15T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('11442d65c6eb1173468536f52c8ce2e3:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-16", "End time": "06:15:00", "ended_at": "2026-04-16T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-15", "Start time": "22:45:00", "started_at": "2026-04-15T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('07cbc2c4fbccc6f712171508f4200474:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-04-16", "End time": "13:30:00", "ended_at": "2026-04-16T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-16", "Start time": "09:00:00", "started_at": "2026-04-16T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('4222ab9dea18017d7cb1b7dd4d53e64b:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-17", "End time": "06:15:00", "ended_at": "2026-04-17T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-16", "Start time": "22:45:00", "started_at": "2026-04-16T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('94613536a9531961556b264a063115c2:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-16", "End time": "19:00:00", "ended_at": "2026-04-16T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-16", "Start time": "18:00:00", "started_at": "2026-04-16T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('850c70cf33344ebcd0f1b197dc7512ff:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-04-17", "End time": "10:30:00", "ended_at": "2026-04-17T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-17", "Start time": "09:00:00", "started_at": "2026-04-17T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('dc3ea9862b55eaf9cc5360131bd1f2f5:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-18", "End time": "06:15:00", "ended_at": "2026-04-18T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-17", "Start time": "22:45:00", "started_at": "2026-04-17T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('0aebc79c06fd45ef956aca0fac393fa8:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-04-18", "End time": "11:30:00", "ended_at": "2026-04-18T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-18", "Start time": "09:00:00", "started_at": "2026-04-18T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('6702e31c97b320eacd905e6868f3df94:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-19", "End time": "06:15:00", "ended_at": "2026-04-19T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-18", "Start time": "22:45:00", "started_at": "2026-04-18T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('d9b441051e36328cc4525fd2898a6711:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-04-19", "End time": "12:30:00", "ended_at": "2026-04-19T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-19", "Start time": "09:00:00", "started_at": "2026-04-19T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('43f004d37854c509d5c5daf7c48b4666:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-20", "End time": "06:15:00", "ended_at": "2026-04-20T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-19", "Start time": "22:45:00", "started_at": "2026-04-19T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('5e95244d733e5e8ffc596e915ffad822:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-19", "End time": "19:00:00", "ended_at": "2026-04-19T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-19", "Start time": "18:00:00", "started_at": "2026-04-19T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c94e42d86122701574ab102f361e6796:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-04-20", "End time": "13:30:00", "ended_at": "2026-04-20T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-20", "Start time": "09:00:00", "started_at": "2026-04-20T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('9ac974e9319d67f7904161700ac6933c:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-21", "End time": "06:15:00", "ended_at": "2026-04-21T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-20", "Start time": "22:45:00", "started_at": "2026-04-20T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('a1ba43284b4a0ca653b04d276c243102:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-04-21", "End time": "10:30:00", "ended_at": "2026-04-21T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-21", "Start time": "09:00:00", "started_at": "2026-04-21T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('9cd12a30487dfb8c6e57a635eacc7725:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-22", "End time": "06:15:00", "ended_at": "2026-04-22T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-21", "Start time": "22:45:00", "started_at": "2026-04-21T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('e7888a9c0eed5f390ab05d94a6c83bfd:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-04-22", "End time": "11:30:00", "ended_at": "2026-04-22T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-22", "Start time": "09:00:00", "started_at": "2026-04-22T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('9cb0c175db59a7461656c2fa2f355679:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-23", "End time": "06:15:00", "ended_at": "2026-04-23T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-22", "Start time": "22:45:00", "started_at": "2026-04-22T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('7aca5c963b1fe7c5af6d18ec605a2ba9:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-22", "End time": "19:00:00", "ended_at": "2026-04-22T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-22", "Start time": "18:00:00", "started_at": "2026-04-22T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('a9a30798ad6910bd921744717972fc25:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-04-23", "End time": "12:30:00", "ended_at": "2026-04-23T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-23", "Start time": "09:00:00", "started_at": "2026-04-23T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('09122580baffae6a33cbf3a56e667edd:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-24", "End time": "06:15:00", "ended_at": "2026-04-24T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-23", "Start time": "22:45:00", "started_at": "2026-04-23T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('856c26a8e90dfe8110fee822a64969e4:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-04-24", "End time": "13:30:00", "ended_at": "2026-04-24T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-24", "Start time": "09:00:00", "started_at": "2026-04-24T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('3201174f100cf798bd23edbb161f74ef:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-25", "End time": "06:15:00", "ended_at": "2026-04-25T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-24", "Start time": "22:45:00", "started_at": "2026-04-24T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('55e37cffab7c90f67fa3e515a61a3d9e:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-04-25", "End time": "10:30:00", "ended_at": "2026-04-25T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-25", "Start time": "09:00:00", "started_at": "2026-04-25T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('699fcd766a8aea2f8b99b78314527469:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-26", "End time": "06:15:00", "ended_at": "2026-04-26T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-25", "Start time": "22:45:00", "started_at": "2026-04-25T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('3bd36e76488e974809b793ab8e3f4c1a:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-25", "End time": "19:00:00", "ended_at": "2026-04-25T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-25", "Start time": "18:00:00", "started_at": "2026-04-25T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('599f762786d72893aa2448272d3dacb6:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-04-26", "End time": "11:30:00", "ended_at": "2026-04-26T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-26", "Start time": "09:00:00", "started_at": "2026-04-26T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('fead14941edc362c37bf4ad44ba3e6be:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-27", "End time": "06:15:00", "ended_at": "2026-04-27T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-26", "Start time": "22:45:00", "started_at": "2026-04-26T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('5e59b7b2d0245fc95a5de0d01eb40d05:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-04-27", "End time": "12:30:00", "ended_at": "2026-04-27T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-27", "Start time": "09:00:00", "started_at": "2026-04-27T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c23ed570f659ea72da744a6a8afd7f42:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-28", "End time": "06:15:00", "ended_at": "2026-04-28T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-27", "Start time": "22:45:00", "started_at": "2026-04-27T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('f2835a1edd7b4b8f7bbec005110582aa:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-04-28", "End time": "13:30:00", "ended_at": "2026-04-28T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-28", "Start time": "09:00:00", "started_at": "2026-04-28T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('2075a53f0bc6666d14861a551155aed5:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-29", "End time": "06:15:00", "ended_at": "2026-04-29T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-28", "Start time": "22:45:00", "started_at": "2026-04-28T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('4493b85c39d3e6add4afc77e2aab5843:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-04-28", "End time": "19:00:00", "ended_at": "2026-04-28T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-28", "Start time": "18:00:00", "started_at": "2026-04-28T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('292ff88838d24f9eec02a6ad0ff4cfb3:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-04-29", "End time": "10:30:00", "ended_at": "2026-04-29T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-29", "Start time": "09:00:00", "started_at": "2026-04-29T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('84c0239436190f03f622384fba1f444b:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-04-30", "End time": "06:15:00", "ended_at": "2026-04-30T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-29", "Start time": "22:45:00", "started_at": "2026-04-29T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('ae83e0f7465386865ae6771f5f440980:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-04-30", "End time": "11:30:00", "ended_at": "2026-04-30T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-30", "Start time": "09:00:00", "started_at": "2026-04-30T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('6cb516d2eb78ced6773be2fa3f809ef8:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-01", "End time": "06:15:00", "ended_at": "2026-05-01T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-04-30", "Start time": "22:45:00", "started_at": "2026-04-30T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('b35c0970c58abb0675ce022500364037:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-05-01", "End time": "12:30:00", "ended_at": "2026-05-01T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-01", "Start time": "09:00:00", "started_at": "2026-05-01T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('f0f327e8491d389720e29179d8a6d8bc:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-02", "End time": "06:15:00", "ended_at": "2026-05-02T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-01", "Start time": "22:45:00", "started_at": "2026-05-01T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('d261bba7bda3c575be511896ae8cf08e:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-05-01", "End time": "19:00:00", "ended_at": "2026-05-01T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-01", "Start time": "18:00:00", "started_at": "2026-05-01T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('ff2b140682e7c89556b634eb3c43d636:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-05-02", "End time": "13:30:00", "ended_at": "2026-05-02T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-02", "Start time": "09:00:00", "started_at": "2026-05-02T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('05466374e28b6aafbe4934326bc0c301:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-03", "End time": "06:15:00", "ended_at": "2026-05-03T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-02", "Start time": "22:45:00", "started_at": "2026-05-02T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('7697a3c1cc1e270e00f852074057f11d:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-05-03", "End time": "10:30:00", "ended_at": "2026-05-03T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-03", "Start time": "09:00:00", "started_at": "2026-05-03T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('0a5c3334290c3e6491e4bf5a9b9a4975:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-04", "End time": "06:15:00", "ended_at": "2026-05-04T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-03", "Start time": "22:45:00", "started_at": "2026-05-03T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('62df3bbc9c6bf4232886c4a99e70a92c:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-05-04", "End time": "11:30:00", "ended_at": "2026-05-04T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-04", "Start time": "09:00:00", "started_at": "2026-05-04T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv');
INSERT INTO raw.toggl_csv__time_entries VALUES
	('61a9da289f98ac5893c12416684d8e76:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-05", "End time": "06:15:00", "ended_at": "2026-05-05T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-04", "Start time": "22:45:00", "started_at": "2026-05-04T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('0ae26ddb29e26f6077514039c3f252ac:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-05-04", "End time": "19:00:00", "ended_at": "2026-05-04T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-04", "Start time": "18:00:00", "started_at": "2026-05-04T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('5f97b7efb399022f8cb8d6aca6494b49:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-05-05", "End time": "12:30:00", "ended_at": "2026-05-05T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-05", "Start time": "09:00:00", "started_at": "2026-05-05T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('82a11df9f767a8f81bbbfc6b03fd4840:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-06", "End time": "06:15:00", "ended_at": "2026-05-06T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-05", "Start time": "22:45:00", "started_at": "2026-05-05T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('eb785dd22a9110d7940ddea5a7581757:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-05-06", "End time": "13:30:00", "ended_at": "2026-05-06T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-06", "Start time": "09:00:00", "started_at": "2026-05-06T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('df3d1ea7cb89ca85f854bc908403ba4b:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-07", "End time": "06:15:00", "ended_at": "2026-05-07T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-06", "Start time": "22:45:00", "started_at": "2026-05-06T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('95bce311f4c58c79d9c53ea9ce07612e:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "01:30:00", "End date": "2026-05-07", "End time": "10:30:00", "ended_at": "2026-05-07T08:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-07", "Start time": "09:00:00", "started_at": "2026-05-07T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('bf253ba94d4e48b797b9c65569693422:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-08", "End time": "06:15:00", "ended_at": "2026-05-08T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-07", "Start time": "22:45:00", "started_at": "2026-05-07T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('f4370089b13d5ba85314266021806e6c:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-05-07", "End time": "19:00:00", "ended_at": "2026-05-07T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-07", "Start time": "18:00:00", "started_at": "2026-05-07T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('56e5bd8f7aabd7c81b9daf62e59ef67f:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "02:30:00", "End date": "2026-05-08", "End time": "11:30:00", "ended_at": "2026-05-08T09:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-08", "Start time": "09:00:00", "started_at": "2026-05-08T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c2c4e2c0513688ae918d3b5b1a99045a:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-09", "End time": "06:15:00", "ended_at": "2026-05-09T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-08", "Start time": "22:45:00", "started_at": "2026-05-08T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c79427c9e1bcdc4d122897262812c3ae:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "03:30:00", "End date": "2026-05-09", "End time": "12:30:00", "ended_at": "2026-05-09T10:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-09", "Start time": "09:00:00", "started_at": "2026-05-09T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('490deb5e901a662e3e34915cb7843ada:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-10", "End time": "06:15:00", "ended_at": "2026-05-10T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-09", "Start time": "22:45:00", "started_at": "2026-05-09T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('a14b3131c265954e0779189871d037b0:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Client A", "Billable": "No", "Duration": "04:30:00", "End date": "2026-05-10", "End time": "13:30:00", "ended_at": "2026-05-10T11:30:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-10", "Start time": "09:00:00", "started_at": "2026-05-10T07:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('a93140d27c025e9be99fcf4786a57769:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Bed", "Billable": "No", "Duration": "07:30:00", "End date": "2026-05-11", "End time": "06:15:00", "ended_at": "2026-05-11T04:15:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-10", "Start time": "22:45:00", "started_at": "2026-05-10T20:45:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv'),
	('c0f7894d7f2c3e9008ef4ec8930267b8:0', '{"Tags": "", "Task": "", "User": "ann", "Email": "ann@example.invalid", "Client": "", "Project": "Garden", "Billable": "No", "Duration": "01:00:00", "End date": "2026-05-10", "End time": "19:00:00", "ended_at": "2026-05-10T17:00:00Z", "timezone": "Europe/Berlin", "Amount ()": "", "Start date": "2026-05-10", "Start time": "18:00:00", "started_at": "2026-05-10T16:00:00Z", "Description": "work"}', '2026-05-11 08:00:00+00', NULL, 'csv');
CREATE FUNCTION marts.rows_of_daily_targets() RETURNS TABLE(local_date date, day_type text, category text, minutes integer, direction text, priority integer, target_id uuid, version integer)
    LANGUAGE sql STABLE
    AS $$
            
select distinct on (days.local_date, targets.category)
    days.local_date,
    days.day_type,
    targets.category,
    targets.minutes,
    targets.direction,
    targets.priority,
    targets.id as target_id,
    targets.version
from "core"."dim_date" as days
inner join "app"."targets" as targets
    on
        targets.day_type in ('all', days.day_type)
        and targets.valid_from < days.day_end_at
        and days.day_end_at <= coalesce(targets.valid_to, 'infinity')
order by days.local_date, targets.category, targets.day_type = 'all', targets.version desc
        $$;
CREATE FUNCTION marts.rows_of_estimate_accuracy() RETURNS TABLE(target_date date, category text, method text, minutes double precision, lower double precision, upper double precision, actual_minutes double precision, is_complete boolean, calculated_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with ranked as (
    select
        estimates.*,
        -- By day and not by category: what the last snapshot left out is not taken from an older one.
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from "analyzer"."estimates" as estimates
    inner join "core"."dim_date" as days on estimates.target_date = days.local_date
    cross join "core"."int_run" as run
    where
        estimates.calculated_at < days.day_start_at
        and estimates.target_date < run.today
)
select
    ranked.target_date,
    ranked.category,
    ranked.method,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    cast(actual.seconds as double precision) / 60 as actual_minutes,
    actual.is_complete,
    ranked.calculated_at
from ranked
inner join "marts"."daily_actual" as actual
    on ranked.target_date = actual.local_date and ranked.category = actual.category
where ranked.age = 1
        $$;
CREATE FUNCTION marts.rows_of_latest_estimates() RETURNS TABLE(target_date date, category text, category_order integer, color text, minutes double precision, lower double precision, upper double precision, method text, calculated_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with ranked as (
    select
        estimates.*,
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from "analyzer"."estimates" as estimates
    cross join "core"."int_run" as run
    where estimates.target_date >= run.today
)
select
    ranked.target_date,
    ranked.category,
    -- A category that the mapping no longer holds stands last.
    coalesce(categories.category_order, 10000) as category_order,
    coalesce(categories.color, '#a6a6a6') as color,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    ranked.method,
    ranked.calculated_at
from ranked
left join "core"."dim_category" as categories on ranked.category = categories.category
where ranked.age = 1
        $$;
CREATE FUNCTION marts.rows_of_source_status() RETURNS TABLE(service text, last_synced_at timestamp with time zone, row_count integer, quota_remaining integer, quota_resets_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with counts as (
    -- v9 wins where both endpoints show an entry, also when it is deleted there.
    select 'toggl' as service, count(*) as row_count
    from (
        select entry_id from "staging"."stg_toggl__time_entries" where not is_deleted
        union
        select report_entries.entry_id
        from "staging"."stg_toggl__report_time_entries" as report_entries
        where
            not report_entries.is_deleted
            and not exists (
                select 1
                from "staging"."stg_toggl__time_entries" as v9_entries
                where v9_entries.entry_id = report_entries.entry_id
            )
    ) as entries
    union all
    select 'toggl_csv', count(*) from "staging"."stg_toggl_csv__time_entries" where not is_deleted
    union all
    select 'gcal', count(*) from "staging"."stg_gcal__events" where not is_deleted
    union all
    select 'ics', count(*) from "staging"."stg_ics__events" where not is_deleted
    union all
    select 'activitywatch', count(*) from "staging"."stg_activitywatch__events" where not is_deleted
)
select
    counts.service,
    state.last_synced_at,
    cast(counts.row_count as integer) as row_count,
    state.quota_remaining,
    state.quota_resets_at
from counts
left join "staging"."stg_sync_state" as state on state.service = counts.service
        $$;
CREATE TABLE core.categories (
    match_type text,
    match_value text,
    personal_category text
);
CREATE TABLE core.category_groups (
    category text,
    category_order integer,
    coarse_category text,
    social_category text,
    color text
);
CREATE TABLE core.dim_category (
    category text,
    category_order integer,
    coarse_category text,
    social_category text,
    color text
);
CREATE TABLE core.dim_date (
    local_date date,
    day_start_at timestamp with time zone,
    day_end_at timestamp with time zone,
    length_seconds integer,
    iso_year integer,
    iso_week integer,
    weekday integer,
    day_type text,
    holiday_name text
);
CREATE TABLE core.fct_time_actual (
    id text,
    entry_id text,
    local_date date,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    duration_seconds integer,
    counted_seconds integer,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text,
    coarse_category text,
    social_category text,
    source text
);
CREATE TABLE core.fct_time_plan (
    id text,
    event_id text,
    local_date date,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    duration_seconds integer,
    title text,
    calendar_name text,
    category text,
    coarse_category text,
    source text
);
CREATE TABLE core.int_plan_events (
    event_id text,
    source text,
    status text,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    start_date date,
    end_date date,
    title text,
    calendar_name text,
    color text,
    category text
);
CREATE TABLE core.int_read_spans (
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE TABLE core.int_run (
    as_of timestamp with time zone,
    timezone text,
    today date,
    last_date date
);
CREATE TABLE core.int_time_account (
    entry_id text,
    local_date date,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint
);
CREATE TABLE core.int_time_counted (
    entry_id text,
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE TABLE core.int_time_covered (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_entries (
    entry_id text,
    source text,
    status text,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    is_open boolean,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_filled (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_observed (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_stacked (
    entry_id text,
    started_at timestamp with time zone,
    logged_seconds bigint,
    laid_start_at timestamp with time zone,
    laid_end_at timestamp with time zone,
    laid_number bigint
);
CREATE TABLE marts.calendar_days (
    local_date date,
    day_type text,
    holiday_name text,
    length_seconds integer
);
CREATE TABLE marts.daily_account (
    local_date date,
    entry_count integer,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint,
    overlap_count integer
);
CREATE TABLE marts.daily_actual (
    local_date date,
    day_type text,
    category text,
    category_order integer,
    coarse_category text,
    seconds integer,
    length_seconds integer,
    is_complete boolean
);
CREATE TABLE marts.daily_categories (
    local_date date,
    category text,
    category_order integer,
    coarse_category text,
    color text,
    seconds integer
);
CREATE TABLE marts.daily_plan (
    local_date date,
    category text,
    category_order integer,
    color text,
    seconds integer
);
CREATE TABLE marts.daily_summary (
    local_date date,
    length_seconds integer,
    covered_seconds integer,
    tracked_seconds integer,
    untracked_seconds integer,
    entry_count integer,
    is_complete boolean,
    is_read boolean
);
CREATE VIEW marts.daily_targets AS
 SELECT local_date,
    day_type,
    category,
    minutes,
    direction,
    priority,
    target_id,
    version
   FROM marts.rows_of_daily_targets() rows_of_daily_targets(local_date, day_type, category, minutes, direction, priority, target_id, version);
CREATE TABLE marts.data_quality (
    as_of timestamp with time zone,
    timezone text,
    first_start_at timestamp with time zone,
    last_end_at timestamp with time zone,
    entry_count integer,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint,
    overlap_count integer,
    deleted_count integer,
    running_count integer,
    empty_count integer,
    future_count integer,
    hidden_row_count integer,
    unread_day_count integer,
    untracked_seconds bigint,
    tracked_seconds bigint,
    last_synced_at timestamp with time zone
);
CREATE TABLE marts.day_segments (
    local_date date,
    segment_id text,
    entry_id text,
    start_second integer,
    end_second integer,
    category text,
    category_order integer,
    color text,
    description text,
    project_name text,
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE VIEW marts.estimate_accuracy AS
 SELECT target_date,
    category,
    method,
    minutes,
    lower,
    upper,
    actual_minutes,
    is_complete,
    calculated_at
   FROM marts.rows_of_estimate_accuracy() rows_of_estimate_accuracy(target_date, category, method, minutes, lower, upper, actual_minutes, is_complete, calculated_at);
CREATE VIEW marts.latest_estimates AS
 SELECT target_date,
    category,
    category_order,
    color,
    minutes,
    lower,
    upper,
    method,
    calculated_at
   FROM marts.rows_of_latest_estimates() rows_of_latest_estimates(target_date, category, category_order, color, minutes, lower, upper, method, calculated_at);
CREATE TABLE marts.plan_notes (
    local_date date,
    title text
);
CREATE TABLE marts.plan_segments (
    local_date date,
    segment_id text,
    start_second integer,
    end_second integer,
    category text,
    color text,
    title text
);
CREATE TABLE marts.sleep_nights (
    night_date date,
    first_start_at timestamp with time zone,
    last_end_at timestamp with time zone,
    sleep_seconds integer,
    entry_count integer
);
CREATE VIEW marts.source_status AS
 SELECT service,
    last_synced_at,
    row_count,
    quota_remaining,
    quota_resets_at
   FROM marts.rows_of_source_status() rows_of_source_status(service, last_synced_at, row_count, quota_remaining, quota_resets_at);
CREATE TABLE marts.weekly_categories (
    week_start date,
    category text,
    category_order integer,
    coarse_category text,
    color text,
    seconds integer,
    days integer
);
CREATE VIEW staging.stg_activitywatch__events AS
 WITH source AS (
         SELECT activitywatch__events.source_id,
            activitywatch__events.data,
            activitywatch__events.synced_at,
            activitywatch__events.deleted_at,
            activitywatch__events.api_version
           FROM raw.activitywatch__events
        ), timed AS (
         SELECT source.source_id,
            source.data,
            source.synced_at,
            source.deleted_at,
            source.api_version,
            (NULLIF(btrim((source.data ->> 'timestamp'::text), ' 	
'::text), ''::text))::timestamp with time zone AS exact_start_at
           FROM source
        )
 SELECT source_id AS event_id,
    (data ->> 'type'::text) AS event_type,
    (data ->> 'bucket'::text) AS bucket_id,
    (data ->> 'hostname'::text) AS hostname,
    date_trunc('second'::text, exact_start_at) AS started_at,
    date_trunc('second'::text, (exact_start_at + (((data ->> 'duration'::text))::double precision * '00:00:01'::interval))) AS stopped_at,
    NULLIF(btrim((data ->> 'app'::text), ' 	
'::text), ''::text) AS app_name,
    (data ->> 'status'::text) AS presence,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM timed;
CREATE VIEW staging.stg_category_mapping AS
 WITH own AS (
         SELECT category_mapping.match_type,
            category_mapping.match_value,
            category_mapping.personal_category
           FROM raw.category_mapping
        ), shipped AS (
         SELECT categories.match_type,
            categories.match_value,
            categories.personal_category
           FROM core.categories
          WHERE (NOT (EXISTS ( SELECT 1
                   FROM own)))
        ), chosen AS (
         SELECT own.match_type,
            own.match_value,
            own.personal_category
           FROM own
        UNION ALL
         SELECT shipped.match_type,
            shipped.match_value,
            shipped.personal_category
           FROM shipped
        )
 SELECT match_type,
        CASE
            WHEN (match_type = 'project_color'::text) THEN ('#'::text || "substring"(lower(btrim(match_value)), '^#?([0-9a-f]{6})$'::text))
            ELSE NULLIF(btrim(match_value, ' 	
'::text), ''::text)
        END AS match_value,
    NULLIF(btrim(personal_category, ' 	
'::text), ''::text) AS personal_category
   FROM chosen;
CREATE VIEW staging.stg_gcal__calendars AS
 WITH source AS (
         SELECT gcal__calendars.source_id,
            gcal__calendars.data,
            gcal__calendars.synced_at,
            gcal__calendars.deleted_at,
            gcal__calendars.api_version
           FROM raw.gcal__calendars
        )
 SELECT source_id AS calendar_id,
    COALESCE(NULLIF(btrim((data ->> 'summaryOverride'::text), ' 	
'::text), ''::text), NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text)) AS calendar_name,
    ('#'::text || "substring"(lower(btrim((data ->> 'backgroundColor'::text))), '^#?([0-9a-f]{6})$'::text)) AS color,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_gcal__colors AS
 WITH source AS (
         SELECT gcal__colors.source_id,
            gcal__colors.data,
            gcal__colors.synced_at,
            gcal__colors.deleted_at,
            gcal__colors.api_version
           FROM raw.gcal__colors
        )
 SELECT source_id AS color_key,
    (data ->> 'kind'::text) AS kind,
    (data ->> 'id'::text) AS color_id,
    ('#'::text || "substring"(lower(btrim((data ->> 'background'::text))), '^#?([0-9a-f]{6})$'::text)) AS color,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_gcal__events AS
 WITH source AS (
         SELECT gcal__events.source_id,
            gcal__events.data,
            gcal__events.synced_at,
            gcal__events.deleted_at,
            gcal__events.api_version
           FROM raw.gcal__events
        )
 SELECT source_id AS event_id,
    (data ->> 'calendar_id'::text) AS calendar_id,
    NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text) AS title,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (COALESCE((data ->> 'transparency'::text), 'opaque'::text) = 'transparent'::text) AS is_transparent,
    (data @? '$."attendees"[*]?(@."self" == true && @."responseStatus" == "declined")'::jsonpath) AS is_declined,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{start,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{end,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS ended_at,
    (NULLIF(btrim((data #>> '{start,date}'::text[]), ' 	
'::text), ''::text))::date AS start_date,
    (NULLIF(btrim((data #>> '{end,date}'::text[]), ' 	
'::text), ''::text))::date AS end_date,
    ((deleted_at IS NOT NULL) OR (COALESCE((data ->> 'status'::text), 'confirmed'::text) = 'cancelled'::text)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_holidays AS
 SELECT country,
    holiday_date,
    NULLIF(btrim(name, ' 	
'::text), ''::text) AS holiday_name
   FROM raw.holidays;
CREATE VIEW staging.stg_ics__events AS
 WITH source AS (
         SELECT ics__events.source_id,
            ics__events.data,
            ics__events.synced_at,
            ics__events.deleted_at,
            ics__events.api_version
           FROM raw.ics__events
        )
 SELECT source_id AS event_id,
    NULLIF(btrim((data ->> 'calendar'::text), ' 	
'::text), ''::text) AS calendar_name,
    NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text) AS title,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (COALESCE((data ->> 'transparency'::text), 'opaque'::text) = 'transparent'::text) AS is_transparent,
    (data @? '$."attendees"[*]?(@."self" == true && @."responseStatus" == "declined")'::jsonpath) AS is_declined,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{start,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{end,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS ended_at,
    (NULLIF(btrim((data #>> '{start,date}'::text[]), ' 	
'::text), ''::text))::date AS start_date,
    (NULLIF(btrim((data #>> '{end,date}'::text[]), ' 	
'::text), ''::text))::date AS end_date,
    ((deleted_at IS NOT NULL) OR (COALESCE((data ->> 'status'::text), 'confirmed'::text) = 'cancelled'::text)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_sync_state AS
 SELECT service,
    last_synced_at,
    quota_remaining,
    quota_resets_at
   FROM raw.sync_state;
CREATE VIEW staging.stg_sync_windows AS
 SELECT service,
    entity,
    workspace_id,
    start_at,
    end_at
   FROM raw.sync_windows;
CREATE VIEW staging.stg_toggl__clients AS
 WITH source AS (
         SELECT toggl__clients.source_id,
            toggl__clients.data,
            toggl__clients.synced_at,
            toggl__clients.deleted_at,
            toggl__clients.api_version
           FROM raw.toggl__clients
        )
 SELECT source_id AS client_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS client_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__me AS
 WITH source AS (
         SELECT toggl__me.source_id,
            toggl__me.data,
            toggl__me.synced_at,
            toggl__me.deleted_at,
            toggl__me.api_version
           FROM raw.toggl__me
        )
 SELECT source_id AS user_id,
    NULLIF(btrim((data ->> 'fullname'::text), ' 	
'::text), ''::text) AS user_name,
    NULLIF(btrim((data ->> 'timezone'::text), ' 	
'::text), ''::text) AS timezone,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__projects AS
 WITH source AS (
         SELECT toggl__projects.source_id,
            toggl__projects.data,
            toggl__projects.synced_at,
            toggl__projects.deleted_at,
            toggl__projects.api_version
           FROM raw.toggl__projects
        )
 SELECT source_id AS project_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS project_name,
    ('#'::text || "substring"(lower(btrim((data ->> 'color'::text))), '^#?([0-9a-f]{6})$'::text)) AS project_color,
    COALESCE((data ->> 'client_id'::text), (data ->> 'cid'::text)) AS client_id,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__report_time_entries AS
 WITH source AS (
         SELECT toggl__report_time_entries.source_id,
            toggl__report_time_entries.data,
            toggl__report_time_entries.synced_at,
            toggl__report_time_entries.deleted_at,
            toggl__report_time_entries.api_version
           FROM raw.toggl__report_time_entries
        )
 SELECT source_id AS entry_id,
    date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'stop'::text), ' 	
'::text), ''::text))::timestamp with time zone), (date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) + ((COALESCE(((data ->> 'seconds'::text))::bigint, (0)::bigint))::double precision * '00:00:01'::interval))) AS ended_at,
    NULLIF(btrim((data ->> 'description'::text), ' 	
'::text), ''::text) AS description,
    (data ->> 'project_id'::text) AS project_id,
        CASE
            WHEN (jsonb_typeof((data -> 'tag_ids'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tag_ids'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_ids,
    (NOT ((data -> 'billable'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_billable,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__tags AS
 WITH source AS (
         SELECT toggl__tags.source_id,
            toggl__tags.data,
            toggl__tags.synced_at,
            toggl__tags.deleted_at,
            toggl__tags.api_version
           FROM raw.toggl__tags
        )
 SELECT source_id AS tag_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS tag_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__time_entries AS
 WITH source AS (
         SELECT toggl__time_entries.source_id,
            toggl__time_entries.data,
            toggl__time_entries.synced_at,
            toggl__time_entries.deleted_at,
            toggl__time_entries.api_version
           FROM raw.toggl__time_entries
        )
 SELECT source_id AS entry_id,
    date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'stop'::text), ' 	
'::text), ''::text))::timestamp with time zone),
        CASE
            WHEN (COALESCE(((data ->> 'duration'::text))::bigint, (0)::bigint) >= 0) THEN (date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) + ((COALESCE(((data ->> 'duration'::text))::bigint, (0)::bigint))::double precision * '00:00:01'::interval))
            ELSE NULL::timestamp with time zone
        END) AS ended_at,
    NULLIF(btrim((data ->> 'description'::text), ' 	
'::text), ''::text) AS description,
    COALESCE((data ->> 'project_id'::text), (data ->> 'pid'::text)) AS project_id,
        CASE
            WHEN (jsonb_typeof((data -> 'tag_ids'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tag_ids'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_ids,
        CASE
            WHEN (jsonb_typeof((data -> 'tags'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tags'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_names,
    (NOT ((data -> 'billable'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_billable,
    ((deleted_at IS NOT NULL) OR ((data ->> 'server_deleted_at'::text) IS NOT NULL)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__workspaces AS
 WITH source AS (
         SELECT toggl__workspaces.source_id,
            toggl__workspaces.data,
            toggl__workspaces.synced_at,
            toggl__workspaces.deleted_at,
            toggl__workspaces.api_version
           FROM raw.toggl__workspaces
        )
 SELECT source_id AS workspace_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS workspace_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl_csv__time_entries AS
 WITH source AS (
         SELECT toggl_csv__time_entries.source_id,
            toggl_csv__time_entries.data,
            toggl_csv__time_entries.synced_at,
            toggl_csv__time_entries.deleted_at,
            toggl_csv__time_entries.api_version
           FROM raw.toggl_csv__time_entries
        ), timed AS (
         SELECT source.source_id,
            source.data,
            source.synced_at,
            source.deleted_at,
            source.api_version,
            COALESCE(date_trunc('second'::text, (NULLIF(btrim((source.data ->> 'started_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), (((((source.data ->> 'Start date'::text) || ' '::text) || (source.data ->> 'Start time'::text)))::timestamp without time zone AT TIME ZONE (source.data ->> 'timezone'::text))) AS started_at
           FROM source
        )
 SELECT source_id AS entry_id,
    started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'ended_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), date_trunc('second'::text, (NULLIF(btrim((data ->> 'file_ended_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), (started_at + COALESCE((NULLIF(btrim((data ->> 'Duration'::text), ' 	
'::text), ''::text))::interval, '00:00:00'::interval))) AS ended_at,
    ((data ? 'file_ended_at'::text) AND (NOT (data ? 'ended_at'::text))) AS is_open,
    NULLIF(btrim((data ->> 'Description'::text), ' 	
'::text), ''::text) AS description,
    NULLIF(btrim((data ->> 'Project'::text), ' 	
'::text), ''::text) AS project_name,
    NULLIF(btrim((data ->> 'Client'::text), ' 	
'::text), ''::text) AS client_name,
        CASE
            WHEN (NULLIF(btrim((data ->> 'Tags'::text), ' 	
'::text), ''::text) IS NULL) THEN '{}'::text[]
            ELSE regexp_split_to_array(NULLIF(btrim((data ->> 'Tags'::text), ' 	
'::text), ''::text), '\s*,\s*'::text)
        END AS tag_names,
    (NOT (lower(NULLIF(btrim((data ->> 'Billable'::text), ' 	
'::text), ''::text)) IS DISTINCT FROM 'yes'::text)) AS is_billable,
    (NOT ((data -> 'other_account'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_other_account,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM timed;
INSERT INTO core.categories VALUES
	('project_name', 'Vitals', 'Vitals'),
	('project_name', 'Sleep', 'Sleep'),
	('project_name', 'Exercise', 'Exercise'),
	('project_name', 'Overhead', 'Overhead'),
	('project_name', 'Work', 'Work'),
	('project_name', 'Education', 'Education'),
	('project_name', 'Creative', 'Creative'),
	('project_name', 'Social', 'Social'),
	('project_name', 'Meta', 'Meta'),
	('project_name', 'Pleasure', 'Pleasure'),
	('project_color', 'e36a00', 'Vitals'),
	('project_color', '465bb3', 'Sleep'),
	('project_color', '2da608', 'Exercise'),
	('project_color', '525266', 'Overhead'),
	('project_color', '0b83d9', 'Work'),
	('project_color', '06a893', 'Education'),
	('project_color', '9e5bd9', 'Creative'),
	('project_color', 'd94182', 'Social'),
	('project_color', 'c7af14', 'Meta'),
	('project_color', 'd92b2b', 'Pleasure'),
	('project_color', 'a4bdfc', 'Sleep'),
	('project_color', '7ae7bf', 'Education'),
	('project_color', 'dbadff', 'Creative'),
	('project_color', 'ff887c', 'Social'),
	('project_color', 'fbd75b', 'Meta'),
	('project_color', 'ffb878', 'Vitals'),
	('project_color', '46d6db', 'Work'),
	('project_color', 'e1e1e1', 'Overhead'),
	('project_color', '5484ed', 'Sleep'),
	('project_color', '51b749', 'Exercise'),
	('project_color', 'dc2127', 'Pleasure');
INSERT INTO core.category_groups VALUES
	('Vitals', 1, 'Essentials', 'PRIMARY', '#e36a00'),
	('Sleep', 2, 'Essentials', 'PRIMARY', '#465bb3'),
	('Exercise', 3, 'Essentials', 'PRIMARY', '#2da608'),
	('Overhead', 4, 'Obligation', 'SECONDARY', '#525266'),
	('Work', 5, 'Obligation', 'SECONDARY', '#0b83d9'),
	('Education', 6, 'Obligation', 'SECONDARY', '#06a893'),
	('Creative', 7, 'Leisure', 'TERTIARY', '#9e5bd9'),
	('Social', 8, 'Leisure', 'TERTIARY', '#d94182'),
	('Meta', 9, 'Leisure', 'TERTIARY', '#c7af14'),
	('Pleasure', 10, 'Leisure', 'TERTIARY', '#d92b2b');
INSERT INTO core.dim_category VALUES
	('Vitals', 1, 'Essentials', 'PRIMARY', '#e36a00'),
	('Sleep', 2, 'Essentials', 'PRIMARY', '#465bb3'),
	('Exercise', 3, 'Essentials', 'PRIMARY', '#2da608'),
	('Overhead', 4, 'Obligation', 'SECONDARY', '#525266'),
	('Work', 5, 'Obligation', 'SECONDARY', '#0b83d9'),
	('Education', 6, 'Obligation', 'SECONDARY', '#06a893'),
	('Creative', 7, 'Leisure', 'TERTIARY', '#9e5bd9'),
	('Social', 8, 'Leisure', 'TERTIARY', '#d94182'),
	('Meta', 9, 'Leisure', 'TERTIARY', '#c7af14'),
	('Pleasure', 10, 'Leisure', 'TERTIARY', '#d92b2b'),
	('Garden', 11, 'Unknown', 'UNKNOWN', '#990099'),
	('Uncategorized', 12, 'Unknown', 'UNKNOWN', '#a6a6a6'),
	('Untracked', 13, 'Unknown', 'UNKNOWN', '#e5e5e5');
INSERT INTO core.dim_date VALUES
	('2026-04-13', '2026-04-12 22:00:00+00', '2026-04-13 22:00:00+00', 86400, 2026, 16, 1, 'workday', NULL),
	('2026-04-14', '2026-04-13 22:00:00+00', '2026-04-14 22:00:00+00', 86400, 2026, 16, 2, 'workday', NULL),
	('2026-04-15', '2026-04-14 22:00:00+00', '2026-04-15 22:00:00+00', 86400, 2026, 16, 3, 'workday', NULL),
	('2026-04-16', '2026-04-15 22:00:00+00', '2026-04-16 22:00:00+00', 86400, 2026, 16, 4, 'workday', NULL),
	('2026-04-17', '2026-04-16 22:00:00+00', '2026-04-17 22:00:00+00', 86400, 2026, 16, 5, 'workday', NULL),
	('2026-04-18', '2026-04-17 22:00:00+00', '2026-04-18 22:00:00+00', 86400, 2026, 16, 6, 'holiday', NULL),
	('2026-04-19', '2026-04-18 22:00:00+00', '2026-04-19 22:00:00+00', 86400, 2026, 16, 7, 'holiday', NULL),
	('2026-04-20', '2026-04-19 22:00:00+00', '2026-04-20 22:00:00+00', 86400, 2026, 17, 1, 'workday', NULL),
	('2026-04-21', '2026-04-20 22:00:00+00', '2026-04-21 22:00:00+00', 86400, 2026, 17, 2, 'workday', NULL),
	('2026-04-22', '2026-04-21 22:00:00+00', '2026-04-22 22:00:00+00', 86400, 2026, 17, 3, 'workday', NULL),
	('2026-04-23', '2026-04-22 22:00:00+00', '2026-04-23 22:00:00+00', 86400, 2026, 17, 4, 'workday', NULL),
	('2026-04-24', '2026-04-23 22:00:00+00', '2026-04-24 22:00:00+00', 86400, 2026, 17, 5, 'workday', NULL),
	('2026-04-25', '2026-04-24 22:00:00+00', '2026-04-25 22:00:00+00', 86400, 2026, 17, 6, 'holiday', NULL),
	('2026-04-26', '2026-04-25 22:00:00+00', '2026-04-26 22:00:00+00', 86400, 2026, 17, 7, 'holiday', NULL),
	('2026-04-27', '2026-04-26 22:00:00+00', '2026-04-27 22:00:00+00', 86400, 2026, 18, 1, 'workday', NULL),
	('2026-04-28', '2026-04-27 22:00:00+00', '2026-04-28 22:00:00+00', 86400, 2026, 18, 2, 'workday', NULL),
	('2026-04-29', '2026-04-28 22:00:00+00', '2026-04-29 22:00:00+00', 86400, 2026, 18, 3, 'workday', NULL),
	('2026-04-30', '2026-04-29 22:00:00+00', '2026-04-30 22:00:00+00', 86400, 2026, 18, 4, 'workday', NULL),
	('2026-05-01', '2026-04-30 22:00:00+00', '2026-05-01 22:00:00+00', 86400, 2026, 18, 5, 'holiday', 'Labor Day'),
	('2026-05-02', '2026-05-01 22:00:00+00', '2026-05-02 22:00:00+00', 86400, 2026, 18, 6, 'holiday', NULL),
	('2026-05-03', '2026-05-02 22:00:00+00', '2026-05-03 22:00:00+00', 86400, 2026, 18, 7, 'holiday', NULL),
	('2026-05-04', '2026-05-03 22:00:00+00', '2026-05-04 22:00:00+00', 86400, 2026, 19, 1, 'workday', NULL),
	('2026-05-05', '2026-05-04 22:00:00+00', '2026-05-05 22:00:00+00', 86400, 2026, 19, 2, 'workday', NULL),
	('2026-05-06', '2026-05-05 22:00:00+00', '2026-05-06 22:00:00+00', 86400, 2026, 19, 3, 'workday', NULL),
	('2026-05-07', '2026-05-06 22:00:00+00', '2026-05-07 22:00:00+00', 86400, 2026, 19, 4, 'workday', NULL),
	('2026-05-08', '2026-05-07 22:00:00+00', '2026-05-08 22:00:00+00', 86400, 2026, 19, 5, 'workday', NULL),
	('2026-05-09', '2026-05-08 22:00:00+00', '2026-05-09 22:00:00+00', 86400, 2026, 19, 6, 'holiday', NULL),
	('2026-05-10', '2026-05-09 22:00:00+00', '2026-05-10 22:00:00+00', 86400, 2026, 19, 7, 'holiday', NULL),
	('2026-05-11', '2026-05-10 22:00:00+00', '2026-05-11 22:00:00+00', 86400, 2026, 20, 1, 'workday', NULL),
	('2026-05-12', '2026-05-11 22:00:00+00', '2026-05-12 22:00:00+00', 86400, 2026, 20, 2, 'workday', NULL),
	('2026-05-13', '2026-05-12 22:00:00+00', '2026-05-13 22:00:00+00', 86400, 2026, 20, 3, 'workday', NULL),
	('2026-05-14', '2026-05-13 22:00:00+00', '2026-05-14 22:00:00+00', 86400, 2026, 20, 4, 'holiday', 'Ascension Day'),
	('2026-05-15', '2026-05-14 22:00:00+00', '2026-05-15 22:00:00+00', 86400, 2026, 20, 5, 'workday', NULL),
	('2026-05-16', '2026-05-15 22:00:00+00', '2026-05-16 22:00:00+00', 86400, 2026, 20, 6, 'holiday', NULL),
	('2026-05-17', '2026-05-16 22:00:00+00', '2026-05-17 22:00:00+00', 86400, 2026, 20, 7, 'holiday', NULL),
	('2026-05-18', '2026-05-17 22:00:00+00', '2026-05-18 22:00:00+00', 86400, 2026, 21, 1, 'workday', NULL),
	('2026-05-19', '2026-05-18 22:00:00+00', '2026-05-19 22:00:00+00', 86400, 2026, 21, 2, 'workday', NULL),
	('2026-05-20', '2026-05-19 22:00:00+00', '2026-05-20 22:00:00+00', 86400, 2026, 21, 3, 'workday', NULL),
	('2026-05-21', '2026-05-20 22:00:00+00', '2026-05-21 22:00:00+00', 86400, 2026, 21, 4, 'workday', NULL),
	('2026-05-22', '2026-05-21 22:00:00+00', '2026-05-22 22:00:00+00', 86400, 2026, 21, 5, 'workday', NULL),
	('2026-05-23', '2026-05-22 22:00:00+00', '2026-05-23 22:00:00+00', 86400, 2026, 21, 6, 'holiday', NULL),
	('2026-05-24', '2026-05-23 22:00:00+00', '2026-05-24 22:00:00+00', 86400, 2026, 21, 7, 'holiday', NULL),
	('2026-05-25', '2026-05-24 22:00:00+00', '2026-05-25 22:00:00+00', 86400, 2026, 22, 1, 'holiday', 'Pentecost Monday'),
	('2026-05-26', '2026-05-25 22:00:00+00', '2026-05-26 22:00:00+00', 86400, 2026, 22, 2, 'workday', NULL),
	('2026-05-27', '2026-05-26 22:00:00+00', '2026-05-27 22:00:00+00', 86400, 2026, 22, 3, 'workday', NULL),
	('2026-05-28', '2026-05-27 22:00:00+00', '2026-05-28 22:00:00+00', 86400, 2026, 22, 4, 'workday', NULL),
	('2026-05-29', '2026-05-28 22:00:00+00', '2026-05-29 22:00:00+00', 86400, 2026, 22, 5, 'workday', NULL),
	('2026-05-30', '2026-05-29 22:00:00+00', '2026-05-30 22:00:00+00', 86400, 2026, 22, 6, 'holiday', NULL),
	('2026-05-31', '2026-05-30 22:00:00+00', '2026-05-31 22:00:00+00', 86400, 2026, 22, 7, 'holiday', NULL),
	('2026-06-01', '2026-05-31 22:00:00+00', '2026-06-01 22:00:00+00', 86400, 2026, 23, 1, 'workday', NULL);
INSERT INTO core.dim_date VALUES
	('2026-06-02', '2026-06-01 22:00:00+00', '2026-06-02 22:00:00+00', 86400, 2026, 23, 2, 'workday', NULL),
	('2026-06-03', '2026-06-02 22:00:00+00', '2026-06-03 22:00:00+00', 86400, 2026, 23, 3, 'workday', NULL),
	('2026-06-04', '2026-06-03 22:00:00+00', '2026-06-04 22:00:00+00', 86400, 2026, 23, 4, 'workday', NULL),
	('2026-06-05', '2026-06-04 22:00:00+00', '2026-06-05 22:00:00+00', 86400, 2026, 23, 5, 'workday', NULL),
	('2026-06-06', '2026-06-05 22:00:00+00', '2026-06-06 22:00:00+00', 86400, 2026, 23, 6, 'holiday', NULL),
	('2026-06-07', '2026-06-06 22:00:00+00', '2026-06-07 22:00:00+00', 86400, 2026, 23, 7, 'holiday', NULL),
	('2026-06-08', '2026-06-07 22:00:00+00', '2026-06-08 22:00:00+00', 86400, 2026, 24, 1, 'workday', NULL),
	('2026-06-09', '2026-06-08 22:00:00+00', '2026-06-09 22:00:00+00', 86400, 2026, 24, 2, 'workday', NULL),
	('2026-06-10', '2026-06-09 22:00:00+00', '2026-06-10 22:00:00+00', 86400, 2026, 24, 3, 'workday', NULL),
	('2026-06-11', '2026-06-10 22:00:00+00', '2026-06-11 22:00:00+00', 86400, 2026, 24, 4, 'workday', NULL),
	('2026-06-12', '2026-06-11 22:00:00+00', '2026-06-12 22:00:00+00', 86400, 2026, 24, 5, 'workday', NULL),
	('2026-06-13', '2026-06-12 22:00:00+00', '2026-06-13 22:00:00+00', 86400, 2026, 24, 6, 'holiday', NULL),
	('2026-06-14', '2026-06-13 22:00:00+00', '2026-06-14 22:00:00+00', 86400, 2026, 24, 7, 'holiday', NULL),
	('2026-06-15', '2026-06-14 22:00:00+00', '2026-06-15 22:00:00+00', 86400, 2026, 25, 1, 'workday', NULL),
	('2026-06-16', '2026-06-15 22:00:00+00', '2026-06-16 22:00:00+00', 86400, 2026, 25, 2, 'workday', NULL),
	('2026-06-17', '2026-06-16 22:00:00+00', '2026-06-17 22:00:00+00', 86400, 2026, 25, 3, 'workday', NULL),
	('2026-06-18', '2026-06-17 22:00:00+00', '2026-06-18 22:00:00+00', 86400, 2026, 25, 4, 'workday', NULL),
	('2026-06-19', '2026-06-18 22:00:00+00', '2026-06-19 22:00:00+00', 86400, 2026, 25, 5, 'workday', NULL),
	('2026-06-20', '2026-06-19 22:00:00+00', '2026-06-20 22:00:00+00', 86400, 2026, 25, 6, 'holiday', NULL);
INSERT INTO core.fct_time_actual VALUES
	('05466374e28b6aafbe4934326bc0c301:0_1', '05466374e28b6aafbe4934326bc0c301:0', '2026-05-02', '2026-05-02 20:45:00+00', '2026-05-02 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('05466374e28b6aafbe4934326bc0c301:0_2', '05466374e28b6aafbe4934326bc0c301:0', '2026-05-03', '2026-05-02 22:00:00+00', '2026-05-03 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('07cbc2c4fbccc6f712171508f4200474:0_1', '07cbc2c4fbccc6f712171508f4200474:0', '2026-04-16', '2026-04-16 07:00:00+00', '2026-04-16 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('09122580baffae6a33cbf3a56e667edd:0_1', '09122580baffae6a33cbf3a56e667edd:0', '2026-04-23', '2026-04-23 20:45:00+00', '2026-04-23 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('09122580baffae6a33cbf3a56e667edd:0_2', '09122580baffae6a33cbf3a56e667edd:0', '2026-04-24', '2026-04-23 22:00:00+00', '2026-04-24 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('0a5c3334290c3e6491e4bf5a9b9a4975:0_1', '0a5c3334290c3e6491e4bf5a9b9a4975:0', '2026-05-03', '2026-05-03 20:45:00+00', '2026-05-03 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('0a5c3334290c3e6491e4bf5a9b9a4975:0_2', '0a5c3334290c3e6491e4bf5a9b9a4975:0', '2026-05-04', '2026-05-03 22:00:00+00', '2026-05-04 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('0ae26ddb29e26f6077514039c3f252ac:0_1', '0ae26ddb29e26f6077514039c3f252ac:0', '2026-05-04', '2026-05-04 16:00:00+00', '2026-05-04 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('0aebc79c06fd45ef956aca0fac393fa8:0_1', '0aebc79c06fd45ef956aca0fac393fa8:0', '2026-04-18', '2026-04-18 07:00:00+00', '2026-04-18 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('11442d65c6eb1173468536f52c8ce2e3:0_1', '11442d65c6eb1173468536f52c8ce2e3:0', '2026-04-15', '2026-04-15 20:45:00+00', '2026-04-15 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('11442d65c6eb1173468536f52c8ce2e3:0_2', '11442d65c6eb1173468536f52c8ce2e3:0', '2026-04-16', '2026-04-15 22:00:00+00', '2026-04-16 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('2075a53f0bc6666d14861a551155aed5:0_1', '2075a53f0bc6666d14861a551155aed5:0', '2026-04-28', '2026-04-28 20:45:00+00', '2026-04-28 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('2075a53f0bc6666d14861a551155aed5:0_2', '2075a53f0bc6666d14861a551155aed5:0', '2026-04-29', '2026-04-28 22:00:00+00', '2026-04-29 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('292ff88838d24f9eec02a6ad0ff4cfb3:0_1', '292ff88838d24f9eec02a6ad0ff4cfb3:0', '2026-04-29', '2026-04-29 07:00:00+00', '2026-04-29 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('3201174f100cf798bd23edbb161f74ef:0_1', '3201174f100cf798bd23edbb161f74ef:0', '2026-04-24', '2026-04-24 20:45:00+00', '2026-04-24 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('3201174f100cf798bd23edbb161f74ef:0_2', '3201174f100cf798bd23edbb161f74ef:0', '2026-04-25', '2026-04-24 22:00:00+00', '2026-04-25 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('3bd36e76488e974809b793ab8e3f4c1a:0_1', '3bd36e76488e974809b793ab8e3f4c1a:0', '2026-04-25', '2026-04-25 16:00:00+00', '2026-04-25 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('4222ab9dea18017d7cb1b7dd4d53e64b:0_1', '4222ab9dea18017d7cb1b7dd4d53e64b:0', '2026-04-16', '2026-04-16 20:45:00+00', '2026-04-16 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('4222ab9dea18017d7cb1b7dd4d53e64b:0_2', '4222ab9dea18017d7cb1b7dd4d53e64b:0', '2026-04-17', '2026-04-16 22:00:00+00', '2026-04-17 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('43f004d37854c509d5c5daf7c48b4666:0_1', '43f004d37854c509d5c5daf7c48b4666:0', '2026-04-19', '2026-04-19 20:45:00+00', '2026-04-19 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('43f004d37854c509d5c5daf7c48b4666:0_2', '43f004d37854c509d5c5daf7c48b4666:0', '2026-04-20', '2026-04-19 22:00:00+00', '2026-04-20 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('4493b85c39d3e6add4afc77e2aab5843:0_1', '4493b85c39d3e6add4afc77e2aab5843:0', '2026-04-28', '2026-04-28 16:00:00+00', '2026-04-28 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('490deb5e901a662e3e34915cb7843ada:0_1', '490deb5e901a662e3e34915cb7843ada:0', '2026-05-09', '2026-05-09 20:45:00+00', '2026-05-09 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('490deb5e901a662e3e34915cb7843ada:0_2', '490deb5e901a662e3e34915cb7843ada:0', '2026-05-10', '2026-05-09 22:00:00+00', '2026-05-10 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('55e37cffab7c90f67fa3e515a61a3d9e:0_1', '55e37cffab7c90f67fa3e515a61a3d9e:0', '2026-04-25', '2026-04-25 07:00:00+00', '2026-04-25 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('56e5bd8f7aabd7c81b9daf62e59ef67f:0_1', '56e5bd8f7aabd7c81b9daf62e59ef67f:0', '2026-05-08', '2026-05-08 07:00:00+00', '2026-05-08 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('599f762786d72893aa2448272d3dacb6:0_1', '599f762786d72893aa2448272d3dacb6:0', '2026-04-26', '2026-04-26 07:00:00+00', '2026-04-26 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('5e59b7b2d0245fc95a5de0d01eb40d05:0_1', '5e59b7b2d0245fc95a5de0d01eb40d05:0', '2026-04-27', '2026-04-27 07:00:00+00', '2026-04-27 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('5e95244d733e5e8ffc596e915ffad822:0_1', '5e95244d733e5e8ffc596e915ffad822:0', '2026-04-19', '2026-04-19 16:00:00+00', '2026-04-19 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('5f97b7efb399022f8cb8d6aca6494b49:0_1', '5f97b7efb399022f8cb8d6aca6494b49:0', '2026-05-05', '2026-05-05 07:00:00+00', '2026-05-05 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('61a9da289f98ac5893c12416684d8e76:0_1', '61a9da289f98ac5893c12416684d8e76:0', '2026-05-04', '2026-05-04 20:45:00+00', '2026-05-04 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('61a9da289f98ac5893c12416684d8e76:0_2', '61a9da289f98ac5893c12416684d8e76:0', '2026-05-05', '2026-05-04 22:00:00+00', '2026-05-05 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('62df3bbc9c6bf4232886c4a99e70a92c:0_1', '62df3bbc9c6bf4232886c4a99e70a92c:0', '2026-05-04', '2026-05-04 07:00:00+00', '2026-05-04 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('6702e31c97b320eacd905e6868f3df94:0_1', '6702e31c97b320eacd905e6868f3df94:0', '2026-04-18', '2026-04-18 20:45:00+00', '2026-04-18 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('6702e31c97b320eacd905e6868f3df94:0_2', '6702e31c97b320eacd905e6868f3df94:0', '2026-04-19', '2026-04-18 22:00:00+00', '2026-04-19 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('699fcd766a8aea2f8b99b78314527469:0_1', '699fcd766a8aea2f8b99b78314527469:0', '2026-04-25', '2026-04-25 20:45:00+00', '2026-04-25 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('699fcd766a8aea2f8b99b78314527469:0_2', '699fcd766a8aea2f8b99b78314527469:0', '2026-04-26', '2026-04-25 22:00:00+00', '2026-04-26 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('6cb516d2eb78ced6773be2fa3f809ef8:0_1', '6cb516d2eb78ced6773be2fa3f809ef8:0', '2026-04-30', '2026-04-30 20:45:00+00', '2026-04-30 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('6cb516d2eb78ced6773be2fa3f809ef8:0_2', '6cb516d2eb78ced6773be2fa3f809ef8:0', '2026-05-01', '2026-04-30 22:00:00+00', '2026-05-01 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('7697a3c1cc1e270e00f852074057f11d:0_1', '7697a3c1cc1e270e00f852074057f11d:0', '2026-05-03', '2026-05-03 07:00:00+00', '2026-05-03 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('7aca5c963b1fe7c5af6d18ec605a2ba9:0_1', '7aca5c963b1fe7c5af6d18ec605a2ba9:0', '2026-04-22', '2026-04-22 16:00:00+00', '2026-04-22 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('82a11df9f767a8f81bbbfc6b03fd4840:0_1', '82a11df9f767a8f81bbbfc6b03fd4840:0', '2026-05-05', '2026-05-05 20:45:00+00', '2026-05-05 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('82a11df9f767a8f81bbbfc6b03fd4840:0_2', '82a11df9f767a8f81bbbfc6b03fd4840:0', '2026-05-06', '2026-05-05 22:00:00+00', '2026-05-06 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('84c0239436190f03f622384fba1f444b:0_1', '84c0239436190f03f622384fba1f444b:0', '2026-04-29', '2026-04-29 20:45:00+00', '2026-04-29 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('84c0239436190f03f622384fba1f444b:0_2', '84c0239436190f03f622384fba1f444b:0', '2026-04-30', '2026-04-29 22:00:00+00', '2026-04-30 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('850c70cf33344ebcd0f1b197dc7512ff:0_1', '850c70cf33344ebcd0f1b197dc7512ff:0', '2026-04-17', '2026-04-17 07:00:00+00', '2026-04-17 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('856c26a8e90dfe8110fee822a64969e4:0_1', '856c26a8e90dfe8110fee822a64969e4:0', '2026-04-24', '2026-04-24 07:00:00+00', '2026-04-24 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('94613536a9531961556b264a063115c2:0_1', '94613536a9531961556b264a063115c2:0', '2026-04-16', '2026-04-16 16:00:00+00', '2026-04-16 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('95bce311f4c58c79d9c53ea9ce07612e:0_1', '95bce311f4c58c79d9c53ea9ce07612e:0', '2026-05-07', '2026-05-07 07:00:00+00', '2026-05-07 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('9ac974e9319d67f7904161700ac6933c:0_1', '9ac974e9319d67f7904161700ac6933c:0', '2026-04-20', '2026-04-20 20:45:00+00', '2026-04-20 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv');
INSERT INTO core.fct_time_actual VALUES
	('9ac974e9319d67f7904161700ac6933c:0_2', '9ac974e9319d67f7904161700ac6933c:0', '2026-04-21', '2026-04-20 22:00:00+00', '2026-04-21 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('9cb0c175db59a7461656c2fa2f355679:0_1', '9cb0c175db59a7461656c2fa2f355679:0', '2026-04-22', '2026-04-22 20:45:00+00', '2026-04-22 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('9cb0c175db59a7461656c2fa2f355679:0_2', '9cb0c175db59a7461656c2fa2f355679:0', '2026-04-23', '2026-04-22 22:00:00+00', '2026-04-23 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('9cd12a30487dfb8c6e57a635eacc7725:0_1', '9cd12a30487dfb8c6e57a635eacc7725:0', '2026-04-21', '2026-04-21 20:45:00+00', '2026-04-21 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('9cd12a30487dfb8c6e57a635eacc7725:0_2', '9cd12a30487dfb8c6e57a635eacc7725:0', '2026-04-22', '2026-04-21 22:00:00+00', '2026-04-22 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('a14b3131c265954e0779189871d037b0:0_1', 'a14b3131c265954e0779189871d037b0:0', '2026-05-10', '2026-05-10 07:00:00+00', '2026-05-10 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('a1ba43284b4a0ca653b04d276c243102:0_1', 'a1ba43284b4a0ca653b04d276c243102:0', '2026-04-21', '2026-04-21 07:00:00+00', '2026-04-21 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('a93140d27c025e9be99fcf4786a57769:0_1', 'a93140d27c025e9be99fcf4786a57769:0', '2026-05-10', '2026-05-10 20:45:00+00', '2026-05-10 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('a93140d27c025e9be99fcf4786a57769:0_2', 'a93140d27c025e9be99fcf4786a57769:0', '2026-05-11', '2026-05-10 22:00:00+00', '2026-05-11 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('a9a30798ad6910bd921744717972fc25:0_1', 'a9a30798ad6910bd921744717972fc25:0', '2026-04-23', '2026-04-23 07:00:00+00', '2026-04-23 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('ae83e0f7465386865ae6771f5f440980:0_1', 'ae83e0f7465386865ae6771f5f440980:0', '2026-04-30', '2026-04-30 07:00:00+00', '2026-04-30 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('b35c0970c58abb0675ce022500364037:0_1', 'b35c0970c58abb0675ce022500364037:0', '2026-05-01', '2026-05-01 07:00:00+00', '2026-05-01 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('bf0b742fd6d84749e9c0300d1b414385:0_1', 'bf0b742fd6d84749e9c0300d1b414385:0', '2026-04-13', '2026-04-13 07:00:00+00', '2026-04-13 08:30:00+00', 5400, 5400, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('bf253ba94d4e48b797b9c65569693422:0_1', 'bf253ba94d4e48b797b9c65569693422:0', '2026-05-07', '2026-05-07 20:45:00+00', '2026-05-07 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('bf253ba94d4e48b797b9c65569693422:0_2', 'bf253ba94d4e48b797b9c65569693422:0', '2026-05-08', '2026-05-07 22:00:00+00', '2026-05-08 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('c0f7894d7f2c3e9008ef4ec8930267b8:0_1', 'c0f7894d7f2c3e9008ef4ec8930267b8:0', '2026-05-10', '2026-05-10 16:00:00+00', '2026-05-10 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('c23ed570f659ea72da744a6a8afd7f42:0_1', 'c23ed570f659ea72da744a6a8afd7f42:0', '2026-04-27', '2026-04-27 20:45:00+00', '2026-04-27 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('c23ed570f659ea72da744a6a8afd7f42:0_2', 'c23ed570f659ea72da744a6a8afd7f42:0', '2026-04-28', '2026-04-27 22:00:00+00', '2026-04-28 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('c2c4e2c0513688ae918d3b5b1a99045a:0_1', 'c2c4e2c0513688ae918d3b5b1a99045a:0', '2026-05-08', '2026-05-08 20:45:00+00', '2026-05-08 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('c2c4e2c0513688ae918d3b5b1a99045a:0_2', 'c2c4e2c0513688ae918d3b5b1a99045a:0', '2026-05-09', '2026-05-08 22:00:00+00', '2026-05-09 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('c5ed0a35cd1c68f0e7f62ac626b3fa39:0_1', 'c5ed0a35cd1c68f0e7f62ac626b3fa39:0', '2026-04-15', '2026-04-15 07:00:00+00', '2026-04-15 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('c79427c9e1bcdc4d122897262812c3ae:0_1', 'c79427c9e1bcdc4d122897262812c3ae:0', '2026-05-09', '2026-05-09 07:00:00+00', '2026-05-09 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('c94e42d86122701574ab102f361e6796:0_1', 'c94e42d86122701574ab102f361e6796:0', '2026-04-20', '2026-04-20 07:00:00+00', '2026-04-20 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('cedb5476421a69a544f69811c0f9f281:0_1', 'cedb5476421a69a544f69811c0f9f281:0', '2026-04-13', '2026-04-13 20:45:00+00', '2026-04-13 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('cedb5476421a69a544f69811c0f9f281:0_2', 'cedb5476421a69a544f69811c0f9f281:0', '2026-04-14', '2026-04-13 22:00:00+00', '2026-04-14 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('d261bba7bda3c575be511896ae8cf08e:0_1', 'd261bba7bda3c575be511896ae8cf08e:0', '2026-05-01', '2026-05-01 16:00:00+00', '2026-05-01 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('d69bb7119ef5df5fe9fbe184be75225f:0_1', 'd69bb7119ef5df5fe9fbe184be75225f:0', '2026-04-14', '2026-04-14 20:45:00+00', '2026-04-14 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('d69bb7119ef5df5fe9fbe184be75225f:0_2', 'd69bb7119ef5df5fe9fbe184be75225f:0', '2026-04-15', '2026-04-14 22:00:00+00', '2026-04-15 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('d9b441051e36328cc4525fd2898a6711:0_1', 'd9b441051e36328cc4525fd2898a6711:0', '2026-04-19', '2026-04-19 07:00:00+00', '2026-04-19 10:30:00+00', 12600, 12600, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('dc3ea9862b55eaf9cc5360131bd1f2f5:0_1', 'dc3ea9862b55eaf9cc5360131bd1f2f5:0', '2026-04-17', '2026-04-17 20:45:00+00', '2026-04-17 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('dc3ea9862b55eaf9cc5360131bd1f2f5:0_2', 'dc3ea9862b55eaf9cc5360131bd1f2f5:0', '2026-04-18', '2026-04-17 22:00:00+00', '2026-04-18 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('df3d1ea7cb89ca85f854bc908403ba4b:0_1', 'df3d1ea7cb89ca85f854bc908403ba4b:0', '2026-05-06', '2026-05-06 20:45:00+00', '2026-05-06 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('df3d1ea7cb89ca85f854bc908403ba4b:0_2', 'df3d1ea7cb89ca85f854bc908403ba4b:0', '2026-05-07', '2026-05-06 22:00:00+00', '2026-05-07 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('e0a27ba72907c9427fe8ec2da529ade1:0_1', 'e0a27ba72907c9427fe8ec2da529ade1:0', '2026-04-14', '2026-04-14 07:00:00+00', '2026-04-14 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('e7888a9c0eed5f390ab05d94a6c83bfd:0_1', 'e7888a9c0eed5f390ab05d94a6c83bfd:0', '2026-04-22', '2026-04-22 07:00:00+00', '2026-04-22 09:30:00+00', 9000, 9000, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('eb785dd22a9110d7940ddea5a7581757:0_1', 'eb785dd22a9110d7940ddea5a7581757:0', '2026-05-06', '2026-05-06 07:00:00+00', '2026-05-06 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('f0101df0ce75b43874f30523872c2c0f:0_1', 'f0101df0ce75b43874f30523872c2c0f:0', '2026-04-13', '2026-04-13 16:00:00+00', '2026-04-13 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('f0f327e8491d389720e29179d8a6d8bc:0_1', 'f0f327e8491d389720e29179d8a6d8bc:0', '2026-05-01', '2026-05-01 20:45:00+00', '2026-05-01 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('f0f327e8491d389720e29179d8a6d8bc:0_2', 'f0f327e8491d389720e29179d8a6d8bc:0', '2026-05-02', '2026-05-01 22:00:00+00', '2026-05-02 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('f2835a1edd7b4b8f7bbec005110582aa:0_1', 'f2835a1edd7b4b8f7bbec005110582aa:0', '2026-04-28', '2026-04-28 07:00:00+00', '2026-04-28 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('f4370089b13d5ba85314266021806e6c:0_1', 'f4370089b13d5ba85314266021806e6c:0', '2026-05-07', '2026-05-07 16:00:00+00', '2026-05-07 17:00:00+00', 3600, 3600, 'work', 'Garden', NULL, NULL, '{}', false, 'Garden', 'Unknown', 'UNKNOWN', 'toggl_csv'),
	('fead14941edc362c37bf4ad44ba3e6be:0_1', 'fead14941edc362c37bf4ad44ba3e6be:0', '2026-04-26', '2026-04-26 20:45:00+00', '2026-04-26 22:00:00+00', 4500, 4500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('fead14941edc362c37bf4ad44ba3e6be:0_2', 'fead14941edc362c37bf4ad44ba3e6be:0', '2026-04-27', '2026-04-26 22:00:00+00', '2026-04-27 04:15:00+00', 22500, 22500, 'work', 'Bed', NULL, NULL, '{}', false, 'Sleep', 'Essentials', 'PRIMARY', 'toggl_csv'),
	('ff2b140682e7c89556b634eb3c43d636:0_1', 'ff2b140682e7c89556b634eb3c43d636:0', '2026-05-02', '2026-05-02 07:00:00+00', '2026-05-02 11:30:00+00', 16200, 16200, 'work', 'Client A', NULL, NULL, '{}', false, 'Work', 'Obligation', 'SECONDARY', 'toggl_csv'),
	('untracked_05466374e28b6aafbe4934326bc0c301:0_1', 'untracked_05466374e28b6aafbe4934326bc0c301:0', '2026-05-03', '2026-05-03 04:15:00+00', '2026-05-03 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_07cbc2c4fbccc6f712171508f4200474:0_1', 'untracked_07cbc2c4fbccc6f712171508f4200474:0', '2026-04-16', '2026-04-16 11:30:00+00', '2026-04-16 16:00:00+00', 16200, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_09122580baffae6a33cbf3a56e667edd:0_1', 'untracked_09122580baffae6a33cbf3a56e667edd:0', '2026-04-24', '2026-04-24 04:15:00+00', '2026-04-24 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_0a5c3334290c3e6491e4bf5a9b9a4975:0_1', 'untracked_0a5c3334290c3e6491e4bf5a9b9a4975:0', '2026-05-04', '2026-05-04 04:15:00+00', '2026-05-04 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_0ae26ddb29e26f6077514039c3f252ac:0_1', 'untracked_0ae26ddb29e26f6077514039c3f252ac:0', '2026-05-04', '2026-05-04 17:00:00+00', '2026-05-04 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_0aebc79c06fd45ef956aca0fac393fa8:0_1', 'untracked_0aebc79c06fd45ef956aca0fac393fa8:0', '2026-04-18', '2026-04-18 09:30:00+00', '2026-04-18 20:45:00+00', 40500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated');
INSERT INTO core.fct_time_actual VALUES
	('untracked_11442d65c6eb1173468536f52c8ce2e3:0_1', 'untracked_11442d65c6eb1173468536f52c8ce2e3:0', '2026-04-16', '2026-04-16 04:15:00+00', '2026-04-16 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_2075a53f0bc6666d14861a551155aed5:0_1', 'untracked_2075a53f0bc6666d14861a551155aed5:0', '2026-04-29', '2026-04-29 04:15:00+00', '2026-04-29 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_292ff88838d24f9eec02a6ad0ff4cfb3:0_1', 'untracked_292ff88838d24f9eec02a6ad0ff4cfb3:0', '2026-04-29', '2026-04-29 08:30:00+00', '2026-04-29 20:45:00+00', 44100, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_3201174f100cf798bd23edbb161f74ef:0_1', 'untracked_3201174f100cf798bd23edbb161f74ef:0', '2026-04-25', '2026-04-25 04:15:00+00', '2026-04-25 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_3bd36e76488e974809b793ab8e3f4c1a:0_1', 'untracked_3bd36e76488e974809b793ab8e3f4c1a:0', '2026-04-25', '2026-04-25 17:00:00+00', '2026-04-25 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_4222ab9dea18017d7cb1b7dd4d53e64b:0_1', 'untracked_4222ab9dea18017d7cb1b7dd4d53e64b:0', '2026-04-17', '2026-04-17 04:15:00+00', '2026-04-17 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_43f004d37854c509d5c5daf7c48b4666:0_1', 'untracked_43f004d37854c509d5c5daf7c48b4666:0', '2026-04-20', '2026-04-20 04:15:00+00', '2026-04-20 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_4493b85c39d3e6add4afc77e2aab5843:0_1', 'untracked_4493b85c39d3e6add4afc77e2aab5843:0', '2026-04-28', '2026-04-28 17:00:00+00', '2026-04-28 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_490deb5e901a662e3e34915cb7843ada:0_1', 'untracked_490deb5e901a662e3e34915cb7843ada:0', '2026-05-10', '2026-05-10 04:15:00+00', '2026-05-10 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_55e37cffab7c90f67fa3e515a61a3d9e:0_1', 'untracked_55e37cffab7c90f67fa3e515a61a3d9e:0', '2026-04-25', '2026-04-25 08:30:00+00', '2026-04-25 16:00:00+00', 27000, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_56e5bd8f7aabd7c81b9daf62e59ef67f:0_1', 'untracked_56e5bd8f7aabd7c81b9daf62e59ef67f:0', '2026-05-08', '2026-05-08 09:30:00+00', '2026-05-08 20:45:00+00', 40500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_599f762786d72893aa2448272d3dacb6:0_1', 'untracked_599f762786d72893aa2448272d3dacb6:0', '2026-04-26', '2026-04-26 09:30:00+00', '2026-04-26 20:45:00+00', 40500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_5e59b7b2d0245fc95a5de0d01eb40d05:0_1', 'untracked_5e59b7b2d0245fc95a5de0d01eb40d05:0', '2026-04-27', '2026-04-27 10:30:00+00', '2026-04-27 20:45:00+00', 36900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_5e95244d733e5e8ffc596e915ffad822:0_1', 'untracked_5e95244d733e5e8ffc596e915ffad822:0', '2026-04-19', '2026-04-19 17:00:00+00', '2026-04-19 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_5f97b7efb399022f8cb8d6aca6494b49:0_1', 'untracked_5f97b7efb399022f8cb8d6aca6494b49:0', '2026-05-05', '2026-05-05 10:30:00+00', '2026-05-05 20:45:00+00', 36900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_61a9da289f98ac5893c12416684d8e76:0_1', 'untracked_61a9da289f98ac5893c12416684d8e76:0', '2026-05-05', '2026-05-05 04:15:00+00', '2026-05-05 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_62df3bbc9c6bf4232886c4a99e70a92c:0_1', 'untracked_62df3bbc9c6bf4232886c4a99e70a92c:0', '2026-05-04', '2026-05-04 09:30:00+00', '2026-05-04 16:00:00+00', 23400, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_6702e31c97b320eacd905e6868f3df94:0_1', 'untracked_6702e31c97b320eacd905e6868f3df94:0', '2026-04-19', '2026-04-19 04:15:00+00', '2026-04-19 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_699fcd766a8aea2f8b99b78314527469:0_1', 'untracked_699fcd766a8aea2f8b99b78314527469:0', '2026-04-26', '2026-04-26 04:15:00+00', '2026-04-26 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_6cb516d2eb78ced6773be2fa3f809ef8:0_1', 'untracked_6cb516d2eb78ced6773be2fa3f809ef8:0', '2026-05-01', '2026-05-01 04:15:00+00', '2026-05-01 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_7697a3c1cc1e270e00f852074057f11d:0_1', 'untracked_7697a3c1cc1e270e00f852074057f11d:0', '2026-05-03', '2026-05-03 08:30:00+00', '2026-05-03 20:45:00+00', 44100, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_7aca5c963b1fe7c5af6d18ec605a2ba9:0_1', 'untracked_7aca5c963b1fe7c5af6d18ec605a2ba9:0', '2026-04-22', '2026-04-22 17:00:00+00', '2026-04-22 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_82a11df9f767a8f81bbbfc6b03fd4840:0_1', 'untracked_82a11df9f767a8f81bbbfc6b03fd4840:0', '2026-05-06', '2026-05-06 04:15:00+00', '2026-05-06 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_84c0239436190f03f622384fba1f444b:0_1', 'untracked_84c0239436190f03f622384fba1f444b:0', '2026-04-30', '2026-04-30 04:15:00+00', '2026-04-30 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_850c70cf33344ebcd0f1b197dc7512ff:0_1', 'untracked_850c70cf33344ebcd0f1b197dc7512ff:0', '2026-04-17', '2026-04-17 08:30:00+00', '2026-04-17 20:45:00+00', 44100, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_856c26a8e90dfe8110fee822a64969e4:0_1', 'untracked_856c26a8e90dfe8110fee822a64969e4:0', '2026-04-24', '2026-04-24 11:30:00+00', '2026-04-24 20:45:00+00', 33300, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_94613536a9531961556b264a063115c2:0_1', 'untracked_94613536a9531961556b264a063115c2:0', '2026-04-16', '2026-04-16 17:00:00+00', '2026-04-16 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_95bce311f4c58c79d9c53ea9ce07612e:0_1', 'untracked_95bce311f4c58c79d9c53ea9ce07612e:0', '2026-05-07', '2026-05-07 08:30:00+00', '2026-05-07 16:00:00+00', 27000, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_9ac974e9319d67f7904161700ac6933c:0_1', 'untracked_9ac974e9319d67f7904161700ac6933c:0', '2026-04-21', '2026-04-21 04:15:00+00', '2026-04-21 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_9cb0c175db59a7461656c2fa2f355679:0_1', 'untracked_9cb0c175db59a7461656c2fa2f355679:0', '2026-04-23', '2026-04-23 04:15:00+00', '2026-04-23 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_9cd12a30487dfb8c6e57a635eacc7725:0_1', 'untracked_9cd12a30487dfb8c6e57a635eacc7725:0', '2026-04-22', '2026-04-22 04:15:00+00', '2026-04-22 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_a14b3131c265954e0779189871d037b0:0_1', 'untracked_a14b3131c265954e0779189871d037b0:0', '2026-05-10', '2026-05-10 11:30:00+00', '2026-05-10 16:00:00+00', 16200, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_a1ba43284b4a0ca653b04d276c243102:0_1', 'untracked_a1ba43284b4a0ca653b04d276c243102:0', '2026-04-21', '2026-04-21 08:30:00+00', '2026-04-21 20:45:00+00', 44100, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_a9a30798ad6910bd921744717972fc25:0_1', 'untracked_a9a30798ad6910bd921744717972fc25:0', '2026-04-23', '2026-04-23 10:30:00+00', '2026-04-23 20:45:00+00', 36900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_ae83e0f7465386865ae6771f5f440980:0_1', 'untracked_ae83e0f7465386865ae6771f5f440980:0', '2026-04-30', '2026-04-30 09:30:00+00', '2026-04-30 20:45:00+00', 40500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_b35c0970c58abb0675ce022500364037:0_1', 'untracked_b35c0970c58abb0675ce022500364037:0', '2026-05-01', '2026-05-01 10:30:00+00', '2026-05-01 16:00:00+00', 19800, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_bf0b742fd6d84749e9c0300d1b414385:0_1', 'untracked_bf0b742fd6d84749e9c0300d1b414385:0', '2026-04-13', '2026-04-13 08:30:00+00', '2026-04-13 16:00:00+00', 27000, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_bf253ba94d4e48b797b9c65569693422:0_1', 'untracked_bf253ba94d4e48b797b9c65569693422:0', '2026-05-08', '2026-05-08 04:15:00+00', '2026-05-08 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c0f7894d7f2c3e9008ef4ec8930267b8:0_1', 'untracked_c0f7894d7f2c3e9008ef4ec8930267b8:0', '2026-05-10', '2026-05-10 17:00:00+00', '2026-05-10 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c23ed570f659ea72da744a6a8afd7f42:0_1', 'untracked_c23ed570f659ea72da744a6a8afd7f42:0', '2026-04-28', '2026-04-28 04:15:00+00', '2026-04-28 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c2c4e2c0513688ae918d3b5b1a99045a:0_1', 'untracked_c2c4e2c0513688ae918d3b5b1a99045a:0', '2026-05-09', '2026-05-09 04:15:00+00', '2026-05-09 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c5ed0a35cd1c68f0e7f62ac626b3fa39:0_1', 'untracked_c5ed0a35cd1c68f0e7f62ac626b3fa39:0', '2026-04-15', '2026-04-15 10:30:00+00', '2026-04-15 20:45:00+00', 36900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c79427c9e1bcdc4d122897262812c3ae:0_1', 'untracked_c79427c9e1bcdc4d122897262812c3ae:0', '2026-05-09', '2026-05-09 10:30:00+00', '2026-05-09 20:45:00+00', 36900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_c94e42d86122701574ab102f361e6796:0_1', 'untracked_c94e42d86122701574ab102f361e6796:0', '2026-04-20', '2026-04-20 11:30:00+00', '2026-04-20 20:45:00+00', 33300, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_cedb5476421a69a544f69811c0f9f281:0_1', 'untracked_cedb5476421a69a544f69811c0f9f281:0', '2026-04-14', '2026-04-14 04:15:00+00', '2026-04-14 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_d261bba7bda3c575be511896ae8cf08e:0_1', 'untracked_d261bba7bda3c575be511896ae8cf08e:0', '2026-05-01', '2026-05-01 17:00:00+00', '2026-05-01 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_d69bb7119ef5df5fe9fbe184be75225f:0_1', 'untracked_d69bb7119ef5df5fe9fbe184be75225f:0', '2026-04-15', '2026-04-15 04:15:00+00', '2026-04-15 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_d9b441051e36328cc4525fd2898a6711:0_1', 'untracked_d9b441051e36328cc4525fd2898a6711:0', '2026-04-19', '2026-04-19 10:30:00+00', '2026-04-19 16:00:00+00', 19800, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_dc3ea9862b55eaf9cc5360131bd1f2f5:0_1', 'untracked_dc3ea9862b55eaf9cc5360131bd1f2f5:0', '2026-04-18', '2026-04-18 04:15:00+00', '2026-04-18 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_df3d1ea7cb89ca85f854bc908403ba4b:0_1', 'untracked_df3d1ea7cb89ca85f854bc908403ba4b:0', '2026-05-07', '2026-05-07 04:15:00+00', '2026-05-07 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated');
INSERT INTO core.fct_time_actual VALUES
	('untracked_e0a27ba72907c9427fe8ec2da529ade1:0_1', 'untracked_e0a27ba72907c9427fe8ec2da529ade1:0', '2026-04-14', '2026-04-14 09:30:00+00', '2026-04-14 20:45:00+00', 40500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_e7888a9c0eed5f390ab05d94a6c83bfd:0_1', 'untracked_e7888a9c0eed5f390ab05d94a6c83bfd:0', '2026-04-22', '2026-04-22 09:30:00+00', '2026-04-22 16:00:00+00', 23400, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_eb785dd22a9110d7940ddea5a7581757:0_1', 'untracked_eb785dd22a9110d7940ddea5a7581757:0', '2026-05-06', '2026-05-06 11:30:00+00', '2026-05-06 20:45:00+00', 33300, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_f0101df0ce75b43874f30523872c2c0f:0_1', 'untracked_f0101df0ce75b43874f30523872c2c0f:0', '2026-04-13', '2026-04-13 17:00:00+00', '2026-04-13 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_f0f327e8491d389720e29179d8a6d8bc:0_1', 'untracked_f0f327e8491d389720e29179d8a6d8bc:0', '2026-05-02', '2026-05-02 04:15:00+00', '2026-05-02 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_f2835a1edd7b4b8f7bbec005110582aa:0_1', 'untracked_f2835a1edd7b4b8f7bbec005110582aa:0', '2026-04-28', '2026-04-28 11:30:00+00', '2026-04-28 16:00:00+00', 16200, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_f4370089b13d5ba85314266021806e6c:0_1', 'untracked_f4370089b13d5ba85314266021806e6c:0', '2026-05-07', '2026-05-07 17:00:00+00', '2026-05-07 20:45:00+00', 13500, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_fead14941edc362c37bf4ad44ba3e6be:0_1', 'untracked_fead14941edc362c37bf4ad44ba3e6be:0', '2026-04-27', '2026-04-27 04:15:00+00', '2026-04-27 07:00:00+00', 9900, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated'),
	('untracked_ff2b140682e7c89556b634eb3c43d636:0_1', 'untracked_ff2b140682e7c89556b634eb3c43d636:0', '2026-05-02', '2026-05-02 11:30:00+00', '2026-05-02 20:45:00+00', 33300, 0, NULL, NULL, NULL, NULL, '{}', false, 'Untracked', 'Unknown', 'UNKNOWN', 'generated');
INSERT INTO core.int_read_spans VALUES
	('2026-04-12 22:00:00+00', '2026-05-11 22:00:00+00');
INSERT INTO core.int_run VALUES
	('2026-05-11 08:00:00+00', 'Europe/Berlin', '2026-05-11', '2026-06-20');
INSERT INTO marts.calendar_days VALUES
	('2026-04-13', 'workday', NULL, 86400),
	('2026-04-14', 'workday', NULL, 86400),
	('2026-04-15', 'workday', NULL, 86400),
	('2026-04-16', 'workday', NULL, 86400),
	('2026-04-17', 'workday', NULL, 86400),
	('2026-04-18', 'holiday', NULL, 86400),
	('2026-04-19', 'holiday', NULL, 86400),
	('2026-04-20', 'workday', NULL, 86400),
	('2026-04-21', 'workday', NULL, 86400),
	('2026-04-22', 'workday', NULL, 86400),
	('2026-04-23', 'workday', NULL, 86400),
	('2026-04-24', 'workday', NULL, 86400),
	('2026-04-25', 'holiday', NULL, 86400),
	('2026-04-26', 'holiday', NULL, 86400),
	('2026-04-27', 'workday', NULL, 86400),
	('2026-04-28', 'workday', NULL, 86400),
	('2026-04-29', 'workday', NULL, 86400),
	('2026-04-30', 'workday', NULL, 86400),
	('2026-05-01', 'holiday', 'Labor Day', 86400),
	('2026-05-02', 'holiday', NULL, 86400),
	('2026-05-03', 'holiday', NULL, 86400),
	('2026-05-04', 'workday', NULL, 86400),
	('2026-05-05', 'workday', NULL, 86400),
	('2026-05-06', 'workday', NULL, 86400),
	('2026-05-07', 'workday', NULL, 86400),
	('2026-05-08', 'workday', NULL, 86400),
	('2026-05-09', 'holiday', NULL, 86400),
	('2026-05-10', 'holiday', NULL, 86400),
	('2026-05-11', 'workday', NULL, 86400),
	('2026-05-12', 'workday', NULL, 86400),
	('2026-05-13', 'workday', NULL, 86400),
	('2026-05-14', 'holiday', 'Ascension Day', 86400),
	('2026-05-15', 'workday', NULL, 86400),
	('2026-05-16', 'holiday', NULL, 86400),
	('2026-05-17', 'holiday', NULL, 86400),
	('2026-05-18', 'workday', NULL, 86400),
	('2026-05-19', 'workday', NULL, 86400),
	('2026-05-20', 'workday', NULL, 86400),
	('2026-05-21', 'workday', NULL, 86400),
	('2026-05-22', 'workday', NULL, 86400),
	('2026-05-23', 'holiday', NULL, 86400),
	('2026-05-24', 'holiday', NULL, 86400),
	('2026-05-25', 'holiday', 'Pentecost Monday', 86400),
	('2026-05-26', 'workday', NULL, 86400),
	('2026-05-27', 'workday', NULL, 86400),
	('2026-05-28', 'workday', NULL, 86400),
	('2026-05-29', 'workday', NULL, 86400),
	('2026-05-30', 'holiday', NULL, 86400),
	('2026-05-31', 'holiday', NULL, 86400),
	('2026-06-01', 'workday', NULL, 86400);
INSERT INTO marts.calendar_days VALUES
	('2026-06-02', 'workday', NULL, 86400),
	('2026-06-03', 'workday', NULL, 86400),
	('2026-06-04', 'workday', NULL, 86400),
	('2026-06-05', 'workday', NULL, 86400),
	('2026-06-06', 'holiday', NULL, 86400),
	('2026-06-07', 'holiday', NULL, 86400),
	('2026-06-08', 'workday', NULL, 86400),
	('2026-06-09', 'workday', NULL, 86400),
	('2026-06-10', 'workday', NULL, 86400),
	('2026-06-11', 'workday', NULL, 86400),
	('2026-06-12', 'workday', NULL, 86400),
	('2026-06-13', 'holiday', NULL, 86400),
	('2026-06-14', 'holiday', NULL, 86400),
	('2026-06-15', 'workday', NULL, 86400),
	('2026-06-16', 'workday', NULL, 86400),
	('2026-06-17', 'workday', NULL, 86400),
	('2026-06-18', 'workday', NULL, 86400),
	('2026-06-19', 'workday', NULL, 86400),
	('2026-06-20', 'holiday', NULL, 86400);
INSERT INTO marts.daily_account VALUES
	('2026-04-22', 3, 39600, 39600, 0, 0),
	('2026-04-29', 2, 32400, 32400, 0, 0),
	('2026-05-10', 3, 46800, 46800, 0, 0),
	('2026-05-01', 3, 43200, 43200, 0, 0),
	('2026-04-18', 2, 36000, 36000, 0, 0),
	('2026-04-26', 2, 36000, 36000, 0, 0),
	('2026-05-05', 2, 39600, 39600, 0, 0),
	('2026-04-21', 2, 32400, 32400, 0, 0),
	('2026-04-14', 2, 36000, 36000, 0, 0),
	('2026-05-04', 3, 39600, 39600, 0, 0),
	('2026-04-30', 2, 36000, 36000, 0, 0),
	('2026-04-19', 3, 43200, 43200, 0, 0),
	('2026-04-16', 3, 46800, 46800, 0, 0),
	('2026-04-27', 2, 39600, 39600, 0, 0),
	('2026-04-25', 3, 36000, 36000, 0, 0),
	('2026-04-23', 2, 39600, 39600, 0, 0),
	('2026-04-20', 2, 43200, 43200, 0, 0),
	('2026-05-03', 2, 32400, 32400, 0, 0),
	('2026-04-28', 3, 46800, 46800, 0, 0),
	('2026-05-06', 2, 43200, 43200, 0, 0),
	('2026-04-24', 2, 43200, 43200, 0, 0),
	('2026-05-08', 2, 36000, 36000, 0, 0),
	('2026-04-17', 2, 32400, 32400, 0, 0),
	('2026-04-15', 2, 39600, 39600, 0, 0),
	('2026-05-09', 2, 39600, 39600, 0, 0),
	('2026-05-07', 3, 36000, 36000, 0, 0),
	('2026-04-13', 3, 36000, 36000, 0, 0),
	('2026-05-02', 2, 43200, 43200, 0, 0);
INSERT INTO marts.daily_actual VALUES
	('2026-04-13', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-13', 'workday', 'Sleep', 2, 'Essentials', 4500, 86400, false),
	('2026-04-13', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-13', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-13', 'workday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-04-13', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-13', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-13', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-13', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-13', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-13', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-13', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-14', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-14', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-14', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-14', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-14', 'workday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-04-14', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-14', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-14', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-14', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-14', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-14', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-14', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-15', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-15', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-15', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-15', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-15', 'workday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-04-15', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-15', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-15', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-15', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-15', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-15', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-15', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-16', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-16', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-16', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-16', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-16', 'workday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-04-16', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-16', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-16', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-16', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-16', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-16', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-16', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-17', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-17', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-04-17', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-17', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-17', 'workday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-04-17', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-17', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-17', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-17', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-17', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-17', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-17', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-18', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-18', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-18', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-18', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-18', 'holiday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-04-18', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-18', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-18', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-18', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-18', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-18', 'holiday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-18', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-19', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-19', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-19', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-19', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-19', 'holiday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-04-19', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-19', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-19', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-19', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-19', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-19', 'holiday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-19', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-20', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-20', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-20', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-20', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-20', 'workday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-04-20', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-20', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-20', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-20', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-20', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-20', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-20', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-21', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-21', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-21', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-21', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-04-21', 'workday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-04-21', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-21', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-21', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-21', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-21', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-21', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-21', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-22', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-22', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-22', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-22', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-22', 'workday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-04-22', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-22', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-22', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-22', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-22', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-22', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-22', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-23', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-23', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-23', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-23', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-23', 'workday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-04-23', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-23', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-23', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-23', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-23', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-23', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-23', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-24', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-24', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-24', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-24', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-24', 'workday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-04-24', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-24', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-24', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-24', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-24', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-24', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-24', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-25', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-25', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-25', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-25', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-25', 'holiday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-04-25', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-04-25', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-25', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-25', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-25', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-25', 'holiday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-25', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-26', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-26', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-26', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-26', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-26', 'holiday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-04-26', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-26', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-26', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-26', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-26', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-26', 'holiday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-26', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-27', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-27', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-27', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-27', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-27', 'workday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-04-27', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-27', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-27', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-27', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-27', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-27', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-27', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-28', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-28', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-28', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-28', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-28', 'workday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-04-28', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-28', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-28', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-28', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-28', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-28', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-04-28', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-29', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-29', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-29', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-29', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-29', 'workday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-04-29', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-29', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-29', 'workday', 'Social', 8, 'Leisure', 0, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-04-29', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-29', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-29', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-29', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-04-30', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-04-30', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-04-30', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-04-30', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-04-30', 'workday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-04-30', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-04-30', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-04-30', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-04-30', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-04-30', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-04-30', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-04-30', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-01', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-01', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-01', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-01', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-01', 'holiday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-05-01', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-01', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-01', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-01', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-01', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-01', 'holiday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-05-01', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-02', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-02', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-02', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-02', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-02', 'holiday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-05-02', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-02', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-02', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-02', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-02', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-02', 'holiday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-02', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-03', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-03', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-03', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-03', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-03', 'holiday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-05-03', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-03', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-03', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-03', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-03', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-05-03', 'holiday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-03', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-04', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-04', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-04', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-04', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-04', 'workday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-05-04', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-04', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-04', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-04', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-04', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-04', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-05-04', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-05', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-05', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-05', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-05', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-05', 'workday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-05-05', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-05', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-05', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-05', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-05', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-05', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-05', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-06', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-06', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-06', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-06', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-06', 'workday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-05-06', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-06', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-06', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-06', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-06', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-06', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-06', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-07', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-07', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-07', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-07', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-07', 'workday', 'Work', 5, 'Obligation', 5400, 86400, false),
	('2026-05-07', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-07', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-07', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-07', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-07', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-07', 'workday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-05-07', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false);
INSERT INTO marts.daily_actual VALUES
	('2026-05-08', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-08', 'workday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-08', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-08', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-08', 'workday', 'Work', 5, 'Obligation', 9000, 86400, false),
	('2026-05-08', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-08', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-08', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-08', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-08', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-08', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-08', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-09', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-09', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-09', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-09', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-09', 'holiday', 'Work', 5, 'Obligation', 12600, 86400, false),
	('2026-05-09', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-09', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-09', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-09', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-09', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-09', 'holiday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-09', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-10', 'holiday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-10', 'holiday', 'Sleep', 2, 'Essentials', 27000, 86400, false),
	('2026-05-10', 'holiday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-10', 'holiday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-10', 'holiday', 'Work', 5, 'Obligation', 16200, 86400, false),
	('2026-05-10', 'holiday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-10', 'holiday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-10', 'holiday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-10', 'holiday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-10', 'holiday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-10', 'holiday', 'Garden', 11, 'Unknown', 3600, 86400, false),
	('2026-05-10', 'holiday', 'Uncategorized', 12, 'Unknown', 0, 86400, false),
	('2026-05-11', 'workday', 'Vitals', 1, 'Essentials', 0, 86400, false),
	('2026-05-11', 'workday', 'Sleep', 2, 'Essentials', 22500, 86400, false),
	('2026-05-11', 'workday', 'Exercise', 3, 'Essentials', 0, 86400, false),
	('2026-05-11', 'workday', 'Overhead', 4, 'Obligation', 0, 86400, false),
	('2026-05-11', 'workday', 'Work', 5, 'Obligation', 0, 86400, false),
	('2026-05-11', 'workday', 'Education', 6, 'Obligation', 0, 86400, false),
	('2026-05-11', 'workday', 'Creative', 7, 'Leisure', 0, 86400, false),
	('2026-05-11', 'workday', 'Social', 8, 'Leisure', 0, 86400, false),
	('2026-05-11', 'workday', 'Meta', 9, 'Leisure', 0, 86400, false),
	('2026-05-11', 'workday', 'Pleasure', 10, 'Leisure', 0, 86400, false),
	('2026-05-11', 'workday', 'Garden', 11, 'Unknown', 0, 86400, false),
	('2026-05-11', 'workday', 'Uncategorized', 12, 'Unknown', 0, 86400, false);
INSERT INTO marts.daily_categories VALUES
	('2026-04-22', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-05-06', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-05-05', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-05-05', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-05-02', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-09', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-05-01', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-05-04', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-04-29', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-21', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-03', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-04-25', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-09', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-04-22', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-10', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-14', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-30', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-08', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-08', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-05-04', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-04-30', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-13', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-10', 'Untracked', 13, 'Unknown', '#e5e5e5', 39600),
	('2026-04-28', 'Untracked', 13, 'Unknown', '#e5e5e5', 39600),
	('2026-04-20', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-05-11', 'Sleep', 2, 'Essentials', '#465bb3', 22500),
	('2026-04-18', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-04-29', 'Untracked', 13, 'Unknown', '#e5e5e5', 54000),
	('2026-05-02', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-05-04', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-04-16', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-08', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-19', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-05-03', 'Untracked', 13, 'Unknown', '#e5e5e5', 54000),
	('2026-04-23', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-19', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-05-04', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-07', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-30', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-04-23', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-04-14', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-04-14', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-19', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-02', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-04-24', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-20', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-15', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-04-24', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-04-19', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-04-18', 'Sleep', 2, 'Essentials', '#465bb3', 27000);
INSERT INTO marts.daily_categories VALUES
	('2026-04-22', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-15', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-27', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-04-15', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-04-17', 'Untracked', 13, 'Unknown', '#e5e5e5', 54000),
	('2026-04-26', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-05-06', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-04-27', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-04-16', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-05-01', 'Work', 5, 'Obligation', '#0b83d9', 12600),
	('2026-04-16', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-04-29', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-03', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-16', 'Untracked', 13, 'Unknown', '#e5e5e5', 39600),
	('2026-04-26', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-05-06', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-28', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-01', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-25', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-26', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-24', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-04-28', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-05-05', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-22', 'Work', 5, 'Obligation', '#0b83d9', 9000),
	('2026-04-23', 'Untracked', 13, 'Unknown', '#e5e5e5', 46800),
	('2026-04-21', 'Untracked', 13, 'Unknown', '#e5e5e5', 54000),
	('2026-04-17', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-07', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-18', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400),
	('2026-04-21', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-13', 'Sleep', 2, 'Essentials', '#465bb3', 4500),
	('2026-04-17', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-25', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-04-13', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-07', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-10', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-07', 'Work', 5, 'Obligation', '#0b83d9', 5400),
	('2026-05-10', 'Work', 5, 'Obligation', '#0b83d9', 16200),
	('2026-04-20', 'Untracked', 13, 'Unknown', '#e5e5e5', 43200),
	('2026-05-01', 'Garden', 11, 'Unknown', '#990099', 3600),
	('2026-05-09', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-27', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-28', 'Sleep', 2, 'Essentials', '#465bb3', 27000),
	('2026-04-13', 'Untracked', 13, 'Unknown', '#e5e5e5', 40500),
	('2026-04-25', 'Untracked', 13, 'Unknown', '#e5e5e5', 50400);
INSERT INTO marts.daily_summary VALUES
	('2026-04-13', 86400, 54000, 13500, 40500, 3, false, true),
	('2026-04-14', 86400, 86400, 36000, 50400, 3, false, true),
	('2026-04-15', 86400, 86400, 39600, 46800, 3, false, true),
	('2026-04-16', 86400, 86400, 46800, 39600, 4, false, true),
	('2026-04-17', 86400, 86400, 32400, 54000, 3, false, true),
	('2026-04-18', 86400, 86400, 36000, 50400, 3, false, true),
	('2026-04-19', 86400, 86400, 43200, 43200, 4, false, true),
	('2026-04-20', 86400, 86400, 43200, 43200, 3, false, true),
	('2026-04-21', 86400, 86400, 32400, 54000, 3, false, true),
	('2026-04-22', 86400, 86400, 39600, 46800, 4, false, true),
	('2026-04-23', 86400, 86400, 39600, 46800, 3, false, true),
	('2026-04-24', 86400, 86400, 43200, 43200, 3, false, true),
	('2026-04-25', 86400, 86400, 36000, 50400, 4, false, true),
	('2026-04-26', 86400, 86400, 36000, 50400, 3, false, true),
	('2026-04-27', 86400, 86400, 39600, 46800, 3, false, true),
	('2026-04-28', 86400, 86400, 46800, 39600, 4, false, true),
	('2026-04-29', 86400, 86400, 32400, 54000, 3, false, true),
	('2026-04-30', 86400, 86400, 36000, 50400, 3, false, true),
	('2026-05-01', 86400, 86400, 43200, 43200, 4, false, true),
	('2026-05-02', 86400, 86400, 43200, 43200, 3, false, true),
	('2026-05-03', 86400, 86400, 32400, 54000, 3, false, true),
	('2026-05-04', 86400, 86400, 39600, 46800, 4, false, true),
	('2026-05-05', 86400, 86400, 39600, 46800, 3, false, true),
	('2026-05-06', 86400, 86400, 43200, 43200, 3, false, true),
	('2026-05-07', 86400, 86400, 36000, 50400, 4, false, true),
	('2026-05-08', 86400, 86400, 36000, 50400, 3, false, true),
	('2026-05-09', 86400, 86400, 39600, 46800, 3, false, true),
	('2026-05-10', 86400, 86400, 46800, 39600, 4, false, true),
	('2026-05-11', 86400, 22500, 22500, 0, 1, false, true);
INSERT INTO marts.data_quality VALUES
	('2026-05-11 08:00:00+00', 'Europe/Berlin', '2026-04-13 07:00:00+00', '2026-05-11 04:15:00+00', 66, 1094400, 1094400, 0, 0, 0, 0, 0, 0, 0, 0, 1314900, 1094400, '2026-05-11 08:00:00+00');
INSERT INTO marts.sleep_nights VALUES
	('2026-04-13', '2026-04-13 20:45:00+00', '2026-04-14 04:15:00+00', 27000, 1),
	('2026-04-14', '2026-04-14 20:45:00+00', '2026-04-15 04:15:00+00', 27000, 1),
	('2026-04-15', '2026-04-15 20:45:00+00', '2026-04-16 04:15:00+00', 27000, 1),
	('2026-04-16', '2026-04-16 20:45:00+00', '2026-04-17 04:15:00+00', 27000, 1),
	('2026-04-17', '2026-04-17 20:45:00+00', '2026-04-18 04:15:00+00', 27000, 1),
	('2026-04-18', '2026-04-18 20:45:00+00', '2026-04-19 04:15:00+00', 27000, 1),
	('2026-04-19', '2026-04-19 20:45:00+00', '2026-04-20 04:15:00+00', 27000, 1),
	('2026-04-20', '2026-04-20 20:45:00+00', '2026-04-21 04:15:00+00', 27000, 1),
	('2026-04-21', '2026-04-21 20:45:00+00', '2026-04-22 04:15:00+00', 27000, 1),
	('2026-04-22', '2026-04-22 20:45:00+00', '2026-04-23 04:15:00+00', 27000, 1),
	('2026-04-23', '2026-04-23 20:45:00+00', '2026-04-24 04:15:00+00', 27000, 1),
	('2026-04-24', '2026-04-24 20:45:00+00', '2026-04-25 04:15:00+00', 27000, 1),
	('2026-04-25', '2026-04-25 20:45:00+00', '2026-04-26 04:15:00+00', 27000, 1),
	('2026-04-26', '2026-04-26 20:45:00+00', '2026-04-27 04:15:00+00', 27000, 1),
	('2026-04-27', '2026-04-27 20:45:00+00', '2026-04-28 04:15:00+00', 27000, 1),
	('2026-04-28', '2026-04-28 20:45:00+00', '2026-04-29 04:15:00+00', 27000, 1),
	('2026-04-29', '2026-04-29 20:45:00+00', '2026-04-30 04:15:00+00', 27000, 1),
	('2026-04-30', '2026-04-30 20:45:00+00', '2026-05-01 04:15:00+00', 27000, 1),
	('2026-05-01', '2026-05-01 20:45:00+00', '2026-05-02 04:15:00+00', 27000, 1),
	('2026-05-02', '2026-05-02 20:45:00+00', '2026-05-03 04:15:00+00', 27000, 1),
	('2026-05-03', '2026-05-03 20:45:00+00', '2026-05-04 04:15:00+00', 27000, 1),
	('2026-05-04', '2026-05-04 20:45:00+00', '2026-05-05 04:15:00+00', 27000, 1),
	('2026-05-05', '2026-05-05 20:45:00+00', '2026-05-06 04:15:00+00', 27000, 1),
	('2026-05-06', '2026-05-06 20:45:00+00', '2026-05-07 04:15:00+00', 27000, 1),
	('2026-05-07', '2026-05-07 20:45:00+00', '2026-05-08 04:15:00+00', 27000, 1),
	('2026-05-08', '2026-05-08 20:45:00+00', '2026-05-09 04:15:00+00', 27000, 1),
	('2026-05-09', '2026-05-09 20:45:00+00', '2026-05-10 04:15:00+00', 27000, 1),
	('2026-05-10', '2026-05-10 20:45:00+00', '2026-05-11 04:15:00+00', 27000, 1);
CREATE INDEX "7137db40f9ac48bf3b1256afd1191ed3" ON core.int_time_stacked USING btree (laid_start_at);
