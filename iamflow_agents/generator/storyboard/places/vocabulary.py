"""The words for places: each kind's keywords and synonyms, and the words that speak of the open air.

Strong keywords name a place by themselves. Weak ones ("table", "road") count only in phrases that name no other place.
Plurals need not be listed.
"""

from __future__ import annotations

STRONG: dict[str, str] = {
    "kitchen": "kitchenette, pantry, scullery, cookhouse, farmhouse kitchen, kitchen table, kitchen counter",
    "restaurant kitchen": (
        "commercial kitchen, professional kitchen, hotel kitchen, prep counter, prep station, prep table, bistro "
        "kitchen, prep kitchen, galley, ship galley, prep area, back of house, kitchen line"
    ),
    "living room": (
        "sitting room, lounge, parlour, parlor, drawing room, family room, front room, apartment, flat, den, "
        "penthouse, salon, living area, house interior, at home, living space"
    ),
    "bedroom": (
        "bed room, dormitory, dorm room, nursery, hotel room, guest room, motel room, bedside, sleeping quarters, "
        "bedchamber, childs room, kids room, hotel suite, chamber"
    ),
    "dining room": "dining hall, banquet hall, dinner table, dining table, dining area, breakfast room",
    "bathroom": "washroom, bath, shower, restroom, toilet, bathhouse, sauna, laundry room, powder room",
    "attic": "loft, garret, roof space, attic room",
    "cellar": (
        "basement, wine cellar, vault, crypt, dungeon, catacomb, bunker, root cellar, prison cell, undercroft, "
        "cell, tomb"
    ),
    "corridor": (
        "hallway, passage, passageway, hospital corridor, school corridor, hotel corridor, hospital hallway, "
        "school hallway, hotel hallway, entrance hall, lift lobby, elevator lobby, office corridor, tunnel "
        "corridor, vestibule"
    ),
    "staircase": "stairs, stair, stairwell, stairway, spiral stairs, spiral staircase, landing, stair hall",
    "office": (
        "study, cubicle, meeting room, conference room, boardroom, newsroom, meeting table, conference table, "
        "office desk, workplace, co working space, coworking space, startup office, control room, police station, "
        "detective office, bureau"
    ),
    "workshop": (
        "workbench, work bench, woodshop, wood shop, carpentry, carpenter shop, smithy, forge, joinery, toolshed, "
        "tool shed, makerspace, repair shop, watchmaker shop, clock shop, foundry, factory, pottery, shed, boat "
        "shed, boathouse, boat house, sewing room, tailor shop, blacksmith, warehouse, assembly line, machine "
        "shop, shipyard shed"
    ),
    "artist's studio": (
        "studio, art studio, atelier, painting studio, painter studio, easel, pottery studio, art room, design "
        "studio, photo studio, photography studio"
    ),
    "recording studio": (
        "music studio, sound studio, radio studio, tv studio, television studio, film studio, broadcast studio, "
        "equipment desk, studio equipment desk, mixing desk, podcast studio, sound booth, editing suite, "
        "rehearsal room, music room"
    ),
    "laboratory": (
        "lab, science lab, research lab, clean room, chemistry lab, observatory lab, research station, "
        "apothecary, science room, chemistry room, pharmacy lab, test room, observatory"
    ),
    "hospital": (
        "hospital room, ward, clinic, hospital ward, infirmary, sickroom, hospital bed, doctor office, operating "
        "room, surgery, emergency room, waiting room, vet, veterinary clinic, dentist, care home, nursing home"
    ),
    "garage": "car repair, auto shop, car workshop, mechanic shop, repair garage, parking garage, car park, hangar",
    "library": (
        "reading room, bookshop, bookstore, book shop, book store, archive, library reading room, reading table, "
        "bookcase, scriptorium, stacks, bookshelf, records room"
    ),
    "classroom": "class room, schoolroom, school, kindergarten, school room, blackboard, class, nursery school",
    "lecture hall": (
        "lecture theatre, lecture theater, auditorium, seminar room, amphitheatre hall, lecture room, university "
        "hall, conference hall, university, college hall, courtroom, court room, parliament"
    ),
    "museum": (
        "gallery, art gallery, exhibition, exhibition hall, museum hall, museum gallery, sculpture hall, exhibit, "
        "marble gallery, marble hall, museum wing, aquarium, planetarium"
    ),
    "theatre": (
        "theater, stage, opera, opera house, concert hall, theatre stage, playhouse, puppet theatre, circus, "
        "cinema, movie theater, ballroom stage, backstage, orchestra pit, concert stage, opera stage, dance stage"
    ),
    "dressing room": (
        "theatre dressing room, theater dressing room, changing room, make up room, makeup room, costume room, "
        "wardrobe room, fitting room, hair salon, beauty salon, barber shop, barbershop"
    ),
    "church": (
        "chapel, cathedral, abbey, monastery, nave, altar, choir loft, church interior, temple, inside church, "
        "church hall, mosque, synagogue, shrine"
    ),
    "throne room": (
        "great hall, castle hall, ballroom, palace, palace hall, royal hall, castle interior, inside castle, "
        "manor hall, castle chamber, medieval hall, tavern hall, feast hall, knights hall, royal court"
    ),
    "gym": (
        "gymnasium, sports hall, fitness room, boxing ring, dance studio, ballet studio, basketball court, locker "
        "room, weight room, dojo, yoga studio, dance hall, rehearsal hall"
    ),
    "cafe": (
        "café, coffee shop, coffeehouse, coffee house, tea room, teahouse, tea house, tea shop, coffee bar, "
        "cafeteria, canteen, cafe corner table, corner table, diner, bistro cafe, cafe counter, ice cream parlour"
    ),
    "restaurant": (
        "bistro, brasserie, eatery, trattoria, pizzeria, restaurant table, steakhouse, noodle bar, sushi bar, "
        "restaurant dining room, noodle shop, supper club"
    ),
    "bar": (
        "pub, tavern, inn, cocktail bar, nightclub, night club, jazz club, saloon, wine bar, taproom, speakeasy, "
        "bar counter, hotel bar, brewery, music club, casino, club"
    ),
    "hotel lobby": (
        "lobby, reception, hotel reception, foyer, hotel, front desk, hotel lobby sofa area, lobby sofa, atrium, "
        "bank, concierge desk, hotel foyer, check in desk, motel, spa"
    ),
    "flower shop": "florist, flower store, florist shop, wrapping table, flower stall inside, flower shop counter",
    "shop": (
        "store, grocery, grocery store, supermarket, boutique, corner shop, corner store, toy shop, gift shop, "
        "antique shop, pet shop, pharmacy, candy shop, hardware store, general store, department store, record "
        "shop, post office, pawn shop, clothes shop, shoe shop, thrift store, curiosity shop, mall, shopping "
        "mall, convenience store, kiosk interior, sweet shop, butchery, butcher, butcher shop"
    ),
    "bakery": "baker, patisserie, pastry shop, bakehouse, bread shop, cake shop, boulangerie, chocolate shop",
    "train carriage": (
        "train, carriage, train car, railway carriage, train compartment, compartment, dining car, sleeper train, "
        "train interior, subway car, metro car, tram interior, tram car, bus interior, inside bus, inside train, "
        "rail car, tram, sleeping car, metro train, night train, passenger car, airplane cabin, plane cabin, "
        "airplane, bus"
    ),
    "spaceship": (
        "space ship, starship, space station, spacecraft, cockpit, rocket, shuttle, ship bridge command, command "
        "deck, command bridge, spaceship bridge, engine room, submarine, airlock, orbital station, space shuttle, "
        "mission control, orbit"
    ),
    "lamp room": (
        "lantern room, lighthouse lamp room, lighthouse interior, inside lighthouse, lighthouse lantern room, top "
        "of lighthouse, light room, lighthouse tower room"
    ),
    "greenhouse": (
        "glasshouse, glass house, hothouse, conservatory, orangery, botanical garden hall, winter garden, palm "
        "house, abandoned greenhouse, plant nursery, orchid house"
    ),
    "cave": "cavern, grotto, mine, tunnel, mine shaft, ice cave, sea cave, lair, den of dragon, underground, burrow",
    "station hall": (
        "ticket hall, station concourse, concourse, train station hall, airport, airport terminal, terminal, "
        "departure hall, departure lounge, station waiting room, ticket office, railway hall, bus terminal, "
        "station cafe hall"
    ),
    "cabin": (
        "cabin interior, log cabin interior, inside cabin, hut interior, inside hut, fireside, hearth, fireplace, "
        "chalet, ski lodge, lodge, cottage interior, inside cottage, hunting lodge, farmhouse interior, hobbit "
        "hole"
    ),
    "forest": (
        "woods, wood, woodland, grove, jungle, rainforest, forest path, forest clearing, woodland path, thicket, "
        "bamboo grove, birch forest, forest trail, treeline, glade, pine forest, forest floor, orchard wood, "
        "taiga, forest edge, wilderness, swamp, clearing"
    ),
    "meadow": (
        "field, meadows, prairie, pasture, grassland, wheat field, cornfield, corn field, wildflower meadow, "
        "steppe, savannah, savanna, hillside, hill, lavender field, sunflower field, hilltop, plain, heath, moor, "
        "moorland, valley, flower field, lawn, farmland, rice field, grass field, orchard, vineyard"
    ),
    "mountain": (
        "mountains, summit, peak, mountain top, mountain pass, alps, mountain path, mountain trail, ridge, cliff, "
        "cliffs, volcano, glacier, canyon, ravine, gorge, mountainside, ski slope, mountain ridge, mountain "
        "meadow, highlands, cliff edge"
    ),
    "mountain hut": (
        "hut, alpine hut, mountain cabin, log cabin, forest cabin, wooden cabin, shack, cottage, mountain lodge, "
        "mountain hut with turf roof, country house, house, bungalow, lake house, lake cabin, holiday home, cabin "
        "porch, porch, farmhouse, villa, tiny house, front porch, veranda, treehouse, tree house, outhouse, beach "
        "house"
    ),
    "lake": (
        "pond, lakeside, lake shore, lakeshore, river, riverbank, river bank, riverside, stream, creek, brook, "
        "waterfall, lake bank, river shore, lagoon, jetty lake, canal bank, wetland, marsh, canoe, reservoir, "
        "estuary"
    ),
    "beach": (
        "seaside, shore, seashore, sea shore, sandy beach, shoreline, coast, coastline, tropical island, desert "
        "island, island, dunes by sea, bay, cove, tide pool, sea, ocean, seafront, waterfront beach, sandbank, "
        "coral reef beach"
    ),
    "desert": (
        "dune, dunes, sand dunes, desert highway, desert road, oasis, sahara, wasteland, badlands, salt flat, "
        "desert town, mesa, mars, red planet, moon, lunar surface, alien planet, planet surface"
    ),
    "snowfield": (
        "tundra, ice field, arctic, antarctica, north pole, south pole, ice floe, frozen lake, snow field, snowy "
        "field, snowy plain, ice rink, frozen river, polar station, ice sheet, igloo"
    ),
    "campsite": "camp, campfire, tent, camping ground, camp fire, bonfire, encampment, base camp, camp site, caravan",
    "harbour": (
        "harbor, pier, quay, dock, docks, port, jetty, wharf, marina, sea wall, seawall, harbour wall, stone "
        "harbour wall, fishing harbour, fishing village harbour, pontoon, quayside, waterfront, harbour front, "
        "ferry terminal, boardwalk, dockside, boatyard, shipyard, breakwater, mole, slipway, canal, fishing port"
    ),
    "lighthouse": "light house, lighthouse cliff, lighthouse rock, beacon, lighthouse door, lighthouse island",
    "ship deck": (
        "deck, boat, ship, sailing ship, ferry, sailboat, fishing boat, yacht, pirate ship, ferry deck, boat "
        "deck, cruise ship, steamer, trawler, rowing boat, raft, schooner, galleon, vessel, cargo ship, ship "
        "rail, wheelhouse"
    ),
    "bridge": (
        "stone bridge, footbridge, river bridge, suspension bridge, viaduct, old bridge, iron bridge, railway "
        "bridge, bridge over river, overpass, aqueduct, canal bridge"
    ),
    "city street": (
        "street, avenue, boulevard, road in city, sidewalk, pavement, downtown, city, high street, main street, "
        "crossing, street corner, crosswalk, intersection, shopping street, town, promenade, old town, "
        "neighbourhood, neighborhood, town street, driveway, parking lot, building, city centre, traffic light, "
        "suburb, suburban street, street food stall, embankment, arcade"
    ),
    "bus stop": "tram stop, bus shelter, tram shelter, taxi stand, bus station, tram station, shelter",
    "alley": (
        "alleyway, back alley, lane, side street, backstreet, back street, narrow street, narrow lane, courtyard "
        "alley, laneway, back lane, gasse, alley door, narrow alley"
    ),
    "village square": (
        "square, plaza, piazza, town square, market square, village, fountain, courtyard, village green, "
        "cloister, old town square, fountain square, castle courtyard, main square, town hall square, village "
        "street, village centre, forum, well"
    ),
    "market": (
        "market stall, farmers market, bazaar, street market, produce table, market produce table, fish market, "
        "night market, flea market, stall, fair, fairground, christmas market, flower market, food market, souk, "
        "market hall, funfair, carnival, vegetable stand, fruit stand, festival"
    ),
    "park": (
        "city park, park bench, public park, playground, promenade park, park path, zoo, duck pond park, bench in "
        "park, skate park, botanical garden, picnic spot, picnic"
    ),
    "garden": (
        "backyard, back yard, rose garden, kitchen garden, vegetable garden, flower garden, walled garden, garden "
        "path, allotment, yard, patio, garden gate, front garden, garden bench, garden shed door, tea garden, "
        "herb garden, gazebo, hedge maze, front yard, community garden, castle garden, palace garden, garden "
        "terrace"
    ),
    "rooftop": (
        "roof, rooftop bar, roof terrace, rooftop terrace, terrace, rooftop garden, roof garden, balcony, rooftop "
        "bar high table, skyscraper, roof top, penthouse terrace, rooftop pool, sky bar, helipad, high table"
    ),
    "train platform": (
        "platform, train station, railway station, station, station platform, railway platform, subway station, "
        "metro station, train station platform, rail platform, tracks, railway tracks, railroad, railway, "
        "underground station"
    ),
    "castle": (
        "fortress, citadel, castle gate, castle wall, palace gate, fort, tower, castle exterior, drawbridge, "
        "ruined castle, castle ruins, ruins, city wall, battlements, keep, rampart, ramparts, kings castle, "
        "manor, mansion, estate"
    ),
    "village church": (
        "churchyard, outside church, church yard, church exterior, steeple, church tower, graveyard, cemetery, "
        "church steps, bell tower, outside chapel, outside cathedral, cathedral square, parish church, belfry"
    ),
    "farm": (
        "barn, farmyard, farm yard, stable, stables, ranch, barnyard, hayloft, cowshed, red barn, hay barn, "
        "chicken coop, mill, windmill, paddock, farm gate, horse stable, corral, silo, dairy"
    ),
    "country road": (
        "dirt road, country lane, highway, roadside, motorway, gravel road, road side, gas station, petrol "
        "station, rural road, crossroads, open road, forest road, coastal road, racetrack, mountain road, winding "
        "road, footpath"
    ),
}

WEAK: dict[str, str] = {
    "kitchen": "stove, oven, sink",
    "living room": "sofa, couch, home, television, armchair, interior, carpet",
    "bedroom": "bed",
    "dining room": "table, dinner, dining",
    "corridor": "hall, entrance, doorway, door, gate",
    "staircase": "steps, stairs",
    "office": "desk, computer, meeting, conference",
    "shop": "counter, checkout, showroom",
    "theatre": "curtain, audience, podium",
    "country road": "road, path, track, trail, route, bend",
    "lake": "water, bank, shore, dam",
    "meadow": "grass, hills, picnic blanket, land, countryside, sky, outside, outdoors",
    "city street": "traffic, corner, block, shopfront, skyline",
    "forest": "tree, trees, leaves",
    "garden": "flowers, hedge, flowerbed, greenery, wall",
    "park": "bench",
    "beach": "sand, waves, surf",
    "mountain": "rock, rocks, boulder",
    "snowfield": "snow, ice",
    "spaceship": "space, stars",
    "hospital": "patient, nurse",
    "cellar": "prison, jail",
}

INSIDE: dict[str, str] = {
    "lighthouse": "lamp room",
    "castle": "throne room",
    "village church": "church",
    "mountain hut": "cabin",
}
"""What the inside of a place looks like that is drawn from outside; read backwards for "outside"."""

OPEN_AIR = frozenset(
    word.strip()
    for word in [
        "outside",
        " outdoors",
        " outdoor",
        " open",
        " air",
        " ground",
        " wild",
        " battlefield",
        " quarry",
        " site",
        " zone",
        " terrain",
        " stadium",
        " clearing",
        " earth",
        " world",
        " region",
        " edge",
        " camp",
        " frontier",
        " border",
        " lookout",
        " viewpoint",
        " realm",
        " kingdom",
        " horizon",
        " arena",
        " slope",
        " swimming",
        " pool",
        " runway",
        " tower",
        " monument",
        " statue",
        " stone",
        " hedge",
        " dump",
        " junkyard",
        " construction",
    ]
)
